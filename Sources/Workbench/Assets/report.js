/* Small comforts; nothing breaks without them. */
(function () {
  "use strict";
  var root = document.documentElement;
  function recall(key) { try { return localStorage.getItem("mixbook-" + key); } catch (e) { return null; } }
  function remember(key, value) { try { localStorage.setItem("mixbook-" + key, value); } catch (e) { } }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function setTheme(theme) {
    if (theme === "light" || theme === "dark") { root.setAttribute("data-theme", theme); } else { root.removeAttribute("data-theme"); }
  }
  setTheme(recall("theme"));

  function addThemeSwitch() {
    all(".theme-switch").forEach(function (box) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Colours");
      ["System", "Light", "Dark"].forEach(function (word) {
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = word;
        button.addEventListener("click", function () {
          setTheme(word.toLowerCase());
          remember("theme", word.toLowerCase());
          mark();
        });
        box.appendChild(button);
      });
      function mark() {
        var now = root.getAttribute("data-theme") || "system";
        Array.prototype.forEach.call(box.children, function (button) {
          button.setAttribute("aria-pressed", String(button.textContent.toLowerCase() === now));
        });
      }
      mark();
    });
  }

  function addCopyButtons() {
    if (!navigator.clipboard) { return; }
    all(".code").forEach(function (box) {
      var pre = box.querySelector("pre"), button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(pre.textContent + "\n").then(function () {
          button.textContent = "Copied";
          setTimeout(function () { button.textContent = "Copy"; }, 1500);
        });
      });
      pre.parentNode.insertBefore(button, pre);
    });
  }

  function rememberLanguage() {
    var known = recall("language");
    all(".languages input").forEach(function (input) {
      if (input.value === known) { input.checked = true; }
      input.addEventListener("change", function () { remember("language", input.value); });
    });
  }

  function followScrolling() {
    var links = all(".sidebar .contents a");
    if (!links.length || !window.IntersectionObserver) { return; }
    var heads = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    function update() {
      var current = -1;
      heads.forEach(function (head, i) { if (head && head.offsetParent && head.getBoundingClientRect().top < 140) { current = i; } });
      links.forEach(function (link, i) {
        link.classList.toggle("here", i === current);
        if (i === current) { link.setAttribute("aria-current", "location"); } else { link.removeAttribute("aria-current"); }
      });
    }
    var observer = new IntersectionObserver(update, { rootMargin: "-120px 0px 0px 0px", threshold: [0, 1] });
    heads.forEach(function (head) { if (head) { observer.observe(head); } });
    update();
  }

  /* A link to something folded opens it; so does printing for statements. */
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var node = target; node; node = node.parentElement) { if (node.tagName === "DETAILS") { node.open = true; } }
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () { all("details.code").forEach(function (fold) { fold.open = true; }); });

  document.addEventListener("keydown", function (event) {
    var focused = document.activeElement;
    if (event.key === "Escape" && focused && focused.classList.contains("value")) { focused.blur(); }
  });
  document.addEventListener("DOMContentLoaded", function () {
    addThemeSwitch();
    addCopyButtons();
    rememberLanguage();
    followScrolling();
    reveal();
  });
})();
