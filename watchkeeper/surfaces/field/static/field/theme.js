// Before anything is painted: dark, or sunlight, as it was last chosen on this phone.
document.documentElement.dataset.theme = localStorage.getItem("field-theme") || "dark";
