// The report of a shift: everything is on the page; this only prints it.
document.getElementById("print").addEventListener("click", () => print());
