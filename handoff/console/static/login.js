/** The log-in page: keeps the address typed when the log-in failed, and can show the password. */

const email = document.getElementById("email");
const password = document.getElementById("password");
const show = document.getElementById("show");
const KEY = "lotse.login.email";

if ("failed" in email.dataset && !email.value) email.value = sessionStorage.getItem(KEY) ?? "";
if (email.value) password.focus();
document.getElementById("login").addEventListener("submit", () => sessionStorage.setItem(KEY, email.value));

show.parentElement.hidden = false;
show.addEventListener("change", () => { password.type = show.checked ? "text" : "password"; });
