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
Aaron Abdullah Adina Aicha Aida Aileen Aisha Ajna Aleksandar Aleksej Alexa Alexej Alexia Alexis Alfie Alfred Alisha
Alissia Amadou Aman Amara Ameli Amer Aminata Amra Anabel Anastasija Andrea Andrej Andrew Angelique Angelo Aniela Anika
Anisa Anita Annabelle Annalena Anneke Annelie Annie Anny Antonella Antoni Antonio Aras Ardian Ari Ariana Ariane Arijan
Arjen Armin Arno Aron Arta Artjom Arvid Arwin Aryan Ashley Asia Assia Astrid Athena Aurel Avin Aya Ayleen Aymen Azad
Aziz Aziza Azur Barbara Bashar Basil Bastien Beatrice Beatrix Bekir Belana Belinda Belma Benita Benny Beren Berfin
Berkan Bernadette Beyza Birk Björk Blanka Bo Bonnie Boran Boris Brian Briana Brix Bryan Büsra Caleb Cara Carina Carlos
Carolina Caroline Casper Catharina Cecilia Celia Cenk Chayenne Chloe Christin Ciara Cihan Cindy Claas Claire Clemens
Constantin Cora Cornelius Corvin Cosima Curt Cyrus Dajana Dalila Daria Darian Darija Davin Davit Dawid Delal Delia
Delina Denise Derya Devin Dimitri Dimitrios Djamila Dmitrij Dominic Dorothea Drin Dunja Ecrin Edanur Edon Eduard Eike
Eila Eileen Elanur Elea Eleni Elenor Eleonora Elian Eliana Elie Elija Elijah Eline Eliott Elisabetta Elise Eliza Ellen
Ellie Elmas Eloise Elona Elvan Elvin Emely Emi Emilija Emina Emira Emmanuel Emmeline Emmy Endrit Enie Enisa Enola Ensar
Erblin Erin Erion Ermin Esmeralda Estella Ethan Eugen Eugenia Evan Eve Evelin Evelyn Eyüp Ezgi Fabrice Farid Farida
Faris Fatih Fatmira Fatou Fatoumata Fee Femke Ferris Fida Finley Finnja Finnley Fritz Furkan Gabriela Gabriele Genta
Gesa Gian Gideon Gloria Grace Gregor Gregory Gretha Gunnar Gwendolin Gökhan Habib Hadi Hadiya Hakan Hala Halil Halina
Hamid Hanife Hanno Harry Harun Hatidze Havin Hazal Hedwig Heidi Helin Helmi Hendrik Henriette Henrike Hilal Hind Holly
Huda Hüseyin Idris Ihsan Ikram Ilay Ilayda Ilian Iljas Immanuel Inaya Inka Ioana Ioannis Irfan Iris Isaac Isabela Isak
Ismail Ismet Ivana Ivy Iwan Izabela Jabir Jacob Jacqueline Jad Jadon Jaimy Jakub James Jane Janek Janis Janna Janno
Janosch Jari Jarne Jaron Jasmine Jaspar Jasper Javier Jay Jayson Jelena Jelle Jendrik Jenny Jens Jesper Jill Jimmy
Joanna Jody Joe Joelle Johann Jolie Jolien Jon Jonte Joost Jorik Jorin Joscha Jose Joseph Josephine Josua Joy Joyce Juan
Judy Jul Juliane Juliette Julina Juliusz Jun Junis Justine Jördis Kacper Kadir Kaja Kajetan Karam Karol Karolin Karolina
Kasimir Kaspar Kassandra Katarina Katharine Kathrin Kati Katinka Katrin Kay Kenai Keno Kerim Khadija Khalid Kimberley
Kimberly Kimi Kjell Klaas Klea Koray Kornelius Krystian Kubilay Kurt Kyra Lale Lamia Lana Lando Lani Latifa Lavinia
Layla Leandra Leart Leilani Lejs Len Lene Lenja Lenn Lenni Leno Leokadia Leonardo Leonas Leonidas Leopold Leroy Leticia
Letizia Levke Levy Lewin Lewis Leya Liah Lieke Liel Lien Liesbeth Liese Lieselotte Lila Lilian Lilith Lillian Lillith
Lilo Lily Lino Lion Lior Lis Lisanne Lisbeth Liselotte Liyana Ljubica Loan Logan Lois Loki Lore Loreen Lorenzo Loris Lou
Louan Louane Lovis Lucian Luciano Luella Luk Lukian Luno Lykka Lynn Lynne Maddox Mads Mai Maike Maila Maira Majda Maksym
Mala Malaika Malak Maleen Mali Malin Manar Manuel Manuela Marcus Mareike Maren Margareta Margarethe Margarita Marian
Mariana Marianna Marieke Marielle Marija Marijan Marilena Marin Marisa Marisol Marjan Mark Markus Marlin Marlo Marlou
Martha Mary Massimo Matea Mateja Mateusz Mathea Matheo Mathias Mathieu Mathis Matilda Matilde Mattea Mattes Matthea
Matthes Matthew Mattis Maurice Mauritz Mayra Medina Medine Mehdi Meike Melanie Melda Melia Melike Melin Melody Mercan
Merit Mert Meta Mete Metin Michaela Michail Michal Mieke Miguel Mihai Mihail Mikael Mikel Mikolaj Milana Mileva Milija
Milina Milla Milou Mine Minna Minou Minu Mirac Miran Mirco Mirea Mirjam Mirko Miro Mischa Mohamad Moira Mojtaba Molly
Monika Morten Mose Moses Muhamed Muhammad Muhammet Mujtaba Nabil Nabila Nada Nael Nail Naima Najib Nando Nanna Narin
Nasir Nasrin Natalija Natan Nataniel Nathan Nathanael Nayla Nazar Nazli Neela Neele Nehir Nela Nena Nepomuk Nesa Nevin
Neyla Nia Niall Nicola Nicolai Nicolas Niels Niilo Nikias Niklaus Nikola Nikolai Nilas Nima Nisanur Nita Niv Noa Noela
Noelle Nola Noomi Norah Noreen Norina Nourhan Nura Nuria Odin Okan Olaf Oliver Olivier Oona Ophelia Orlando Pablo Palina
Paola Paolo Patricia Patrizia Pauli Pavel Pavlo Pelin Pepe Pepper Per Petar Petra Phileas Philine Phillip Phoebe Phoenix
Pippa Pius Polly Precious Quinn Rafaela Rahel Raiko Rajan Ralf Rami Ramin Ramon Rana Randa Rani Raoul Raphaela Rasmus
Raul Rayyan Reem Reena Reina Remo Remy Renata Resul Rhea Ria Ricarda Riccardo Richard Rieke Rihanna Riley Rinor Rita
Roan Robert Roberta Roberto Rocco Rodi Rojda Rojin Rola Rona Ronan Ronas Ronay Roni Rosalia Rosalinde Rouven Roxana Roza
Rudi Ruken Rune Ruth Saber Sadia Safa Sahra Saleh Salem Salome Salomon Samantha Samed Samiha Samir Samuele Sandro Sanna
Santiago Saphira Saskia Savanna Sebnem Seda Sefa Sekou Selim Semi Semra Serafina Serena Serhij Seyma Shaden Shahd Shania
Sharon Shayan Sheila Sherin Sieglinde Sienna Sigrid Silja Silke Silvan Silvana Simay Simea Simone Sinan Sinem Sira Skye
Sofian Sofija Soner Sonia Soraya Soufiane Stefania Stefanie Steven Stina Sude Suleika Sumeja Suna Susanna Susanne Swen
Sylvia Sylvie Süleyman Taha Taim Talia Talina Tamer Tami Tamim Tara Tariq Tatiana Teresa Tess Thalia Thees Thekla
Theodora Thien Thilo Thorin Tiago Tiana Tilla Tilman Tilmann Timea Timofej Timon Timothy Titus Tizian Tjorven Tommy
Tonio Torge Tracy Trixi Tudor Tugba Tugce Tyra Ulas Uma Valentino Valerie Vanja Vasil Vasilisa Velina Verena Veronika
Vesa Vicky Vida Vildan Viola Violetta Viona Vitali Vitus Vivian Viviana Viviane Vivienne Vuk Walid Wendelin Wenke Wesley
Wiebke Wieland Wilhelm Wilhelmina Willi William Willy Wim Yael Yahya Yakup Yamen Yana Yanis Yannic Yannick Yaren Yaro
Yaroslav Yasmina Yavuz Younis Yuri Yusef Yusra Yves Zahra Zainab Zaki Zarah Zayn Zeno Zeynab Ziad Zina Zita Zohra Zoja
Zora Zuzanna Çağla Öykü Özge Ümit Łukasz Şevval
"""
NAMES = frozenset(_NAMES.split())
