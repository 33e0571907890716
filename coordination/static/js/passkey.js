// Shows the buttons for passkeys where the browser knows them, and says so when the device refused.
(() => {
  "use strict";

  if (window.PublicKeyCredential) {
    for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const message = document.getElementById("passkey-fehler");
    if (message) {
      message.hidden = false;
      message.scrollIntoView({ block: "nearest" });
    }
  });
})();
