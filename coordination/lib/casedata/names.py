"""First names that are common among children in Germany: a small part of what there is, enough for a hint."""

# ruff: noqa: E501 -- tables of words

_NAMES = """
Aaliyah Abdul Abigail Alessa Amelia Anouk Antje Ayman Björn Bruno Cataleya Christina Damir Danylo Dilek Edin Enya Erkan Fabienne Fiete Gina Gül Hardy Igor Ilka Inga Irena Ivo Jannes Jaqueline Judith Jürgen Kamil Karlo Kathi Katja Kerstin Laila Lejla Lorik Lukasz Lydia Maik Majid Mandy Marit Mariusz Marlies Marleen Merlin Mike Milos Minh Mohammad Mustafa Nadja Natascha Nilay Nils Nuri Oksana Olivia Orhan Pawel Rabea Ramona Renas Rene Roland Ronny Roman Rosario Sabri Sanja Sebastian Sergej Silvia Snezana Sophia Stanislav Steffi Susi Swantje Tanja Tarek Tatjana Taras Thore Ugur Ulrike Uwe Vlada Wassim Yvonne Zain Zlata Aden Agnes Aleyna Alva Amar Amin Anni Arian Ayla Bastian Benno Bente Berat Bogdan Carolin Charlie Danilo Darja Dorian Elin Ella-Marie Ewa Eymen Fenja Florentine Frieda Friederike Gero Hailey Hafsa Hedda Ilja Irma Isa Jaro Jette Joline Jolina Juri Kiran Kuba Lasse Leif Lenia Lenny Levent Lian Lorenz Magnus Mariella Mats Matis Mayla Merve Mick Miron Momo Neo Nick Nila Olek Paulina Piotr Raya Rebekka Rosi Ruby Safiya Salim Sami Sena Sila Smilla Tammo Taylor Tessa Thies Tilda Tjark Tuana Vlad Wiktoria Yade Yigit Zara Zoé Adam Adem Adrian Ahmad Ahmed Aishe Ajla Alaa Albert Aleksandra Alessandro Alessia Alex Alexander Alexandra
Ali Alia Alicia Alina Alissa Aliya Alma Amal Amalia Amelie Amina Amir Amira Amy Ana Anas Anastasia Andreas Angelina Anja
Ann Anna Annabell Anne Annika Anton Antonia Arda Arian Arif Arne Artur Arthur Arwen Asiya Asli Aurelia Aurora Ava Ayaz
Aylin Ayse Azra Baran Bastian Bela Bella Ben Benedikt Benjamin Bennet Bilal Bjarne Bosse Bruno Burak Can Carl Carla
Carlo Carlotta Caspar Cassandra Cedric Celina Celine Cem Ceylin Chantal Charlotte Chiara Chris Christian Christopher
Clara Claudia Colin Collin Conner Cristiano Dalia Damian Damla Dana Daniel Daniela Dara Darius David Dean Defne Deniz
Denis Dennis Diana Diego Dilan Dilara Dina Dion Diyar Dominik Dustin Ebru Eda Edda Eddi Edgar Edi Ela Elena Elia Elias
Elif Elina Elisa Elisabeth Ella Elli Elsa Emil Emilia Emilian Emilie Emily Emin Emir Emma Emmi Emre Enes Enis Enna Enno
Eren Eric Erik Esila Esma Esra Estelle Eva Fabian Fabio Fadi Falk Farah Fatima Fatma Felix Felicitas Ferdinand Fiete
Filip Filiz Finja Finn Fiona Florian Franz Franziska Freddy Frederik Freya Frida Friedrich Fynn Gabriel Georg Gianna
Gina Giulia Greta Gustav Hamza Hana Hannah Hanna Hannes Hans Hasan Hassan Hatice Hedi Helena Helene Henri Henrik Henry
Hira Hugo Hussein Ian Ibrahim Ida Ilias Ilyas Imran Ina Ines Ira Irem Irina Isabel Isabella Isabelle Isra Ivan Jack Jaden
Jakob Jamal Jamie Jamila Jan Jana Janina Janne Jannik Jannis Jara Jason Jasmin Jasmina Jayden Jean Jella Jenna Jennifer
Jeremy Jerome Jessica Jil Jim Jo Joana Joel Johan Johanna Johannes John Jolina Jona Jonah Jonas Jonathan Jonna Jordan
Joris Josef Josefine Joschua Joshua Josie Jost Jule Julia Julian Juliana Julie Julius Juna Jurij Justin Justus Kaan Kai
Karim Karina Karl Karla Karlotta Katharina Kaya Keanu Kenan Kerem Kevin Khaled Kian Kiara Kilian Kim Kira Klara Konrad
Konstantin Korbinian Kristina Lara Larissa Lars Lasse Laura Laurenz Laurin Lea Leah Leander Leana Leandro Leila Lena Leni
Lennart Lennox Leo Leon Leonard Leonie Leonora Levi Levin Levis Leyla Lia Liam Lian Liana Lilia Liliana Lilli Lilly Lina
Linda Linn Linnea Linus Lio Lisa Liv Livia Lola Lorena Lorenz Lotta Lotte Louis Louisa Louise Luan Luana Luc Luca Lucas
Lucia Lucie Lucy Ludwig Luis Luisa Luise Luka Lukas Luna Lya Mael Magdalena Mahmoud Mailin Maja Maksim Malea Malia Malik
Malina Malte Mara Marah Marc Marcel Marco Marek Maria Mariam Marie Marika Marina Mario Marius Marko Marla Marlene Marlon
Marta Martin Marvin Maryam Mateo Mathilda Mats Matteo Matthias Matti Max Maxim Maxima Maximilian Maya Mehmet Melek Melina
Melissa Melis Meryem Merle Meral Mia Michael Michelle Mika Mikail Mila Milan Milena Milo Mina Mira Miray Miriam Mirza
Mohamed Mohammad Mohammed Mona Moritz Muhammed Murat Musa Mustafa Nadia Nadine Naila Nala Nancy Naomi Natalia Natalie Nele
Nelly Nele Nesrin Nevio Niclas Nico Nicole Nika Niklas Niko Nikita Nikolas Nils Nina Nino Nisa Noah Noel Noemi Nora Nour
Nova Nur Oktay Ole Oleg Olga Olivia Omar Omid Oskar Oscar Osman Otto Pascal Patrick Paul Paula Pauline Peter Phil Philip
Philipp Philippa Pia Piet Polina Quentin Rafael Raik Rania Raphael Rayan Rebecca Ricardo Rico Robin Romy Ronja Rosa Rosalie
Ruben Ryan Saad Sabrina Said Salma Sam Sama Samira Samuel Sandra Sara Sarah Sascha Selin Selina Selma Semih Serhat Shirin
Sibel Sidra Silas Simon Sina Sofia Sofie Sonja Sophia Sophie Stella Stefan Summer Svea Sven Svenja Tabea Tamara Tamina
Tammo Tarik Tayler Teo Theo Theodor Theresa Thea Thomas Tia Till Tilda Tim Timo Timur Tina Tobias Tom Tomke Toni Torben
Tristan Tyler Umut Valentin Valentina Valeria Vanessa Vera Victoria Viktor Viktoria Vincent Vito Vivien Wanda Wilma Xaver
Yagmur Yannik Yannis Yara Yasemin Yasin Yasmin Younes Youssef Yuna Yunus Yusuf Zaid Zehra Zeynep Zoe Zoey Ömer Özlem
"""
NAMES = frozenset(_NAMES.split())
