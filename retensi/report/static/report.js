// The page's filters, its charts and its definitions. Everything it shows stands in the page already.
"use strict";
(() => {
  const root = document.documentElement;
  const body = document.body;
  const data = JSON.parse(document.getElementById("data").textContent);
  const views = [];
  root.classList.add("js");

  // Light and dark: as the system has it, until somebody chooses.
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = (value) => {
    try {
      return value === undefined ? localStorage.getItem("retensi-theme") : localStorage.setItem("retensi-theme", value);
    } catch {
      return null; // A browser may refuse to remember for files.
    }
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const nameTheme = () => {
    theme.textContent = isDark() ? theme.dataset.light : theme.dataset.dark;
  };
  if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();
  nameTheme();
  dark.addEventListener("change", nameTheme);
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered(root.dataset.theme);
    nameTheme();
  });

  // Tables that are wider than their place say so.
  const measure = (region) => {
    const hidden = region.scrollWidth - region.clientWidth;
    region.parentElement.classList.toggle("more", hidden > 1);
    region.parentElement.classList.toggle("at-end", hidden - region.scrollLeft <= 1);
  };
  const measureAll = () => document.querySelectorAll(".scroll").forEach(measure);
  document.addEventListener("scroll", ({ target }) => target.matches?.(".scroll") && measure(target), true);
  document.addEventListener("toggle", measureAll, true);
  addEventListener("resize", measureAll);
  measureAll();

  // Filters: what changes with the channel is in templates beside the places where it goes.
  const slots = [...document.querySelectorAll("div[data-slot]")].map((place) => ({ place, all: [...place.childNodes] }));
  const channel = document.getElementById("channel");
  const grains = [...document.querySelectorAll("input[name=grain]")];
  const status = document.getElementById("status");
  const say = () => {
    const grain = grains.find((input) => input.checked);
    status.textContent = status.dataset.text
      .replace("{channel}", channel.selectedOptions[0].textContent)
      .replace("{grain}", grain.nextElementSibling.textContent);
  };
  channel.addEventListener("change", () => {
    const chosen = channel.value;
    body.dataset.channel = chosen;
    for (const { place, all } of slots) {
      const template = document.querySelector(
        `template[data-slot="${place.dataset.slot}"][data-channel="${CSS.escape(chosen)}"]`,
      );
      place.replaceChildren(...(template ? [template.content.cloneNode(true)] : all));
    }
    for (const view of views) {
      if (view.channel) view.view.signal("channel", chosen).runAsync();
    }
    measureAll();
    say();
  });
  for (const input of grains) {
    input.addEventListener("change", () => {
      body.dataset.grain = input.value;
      measureAll();
      say();
    });
  }
  document.querySelector(".tools").addEventListener("submit", (event) => event.preventDefault());

  // A definition opens over the page; without this it is a link to the list at the end.
  const dialog = document.getElementById("definition");
  document.addEventListener("click", (event) => {
    const term = event.target.closest("a.term");
    if (!term || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const entry = document.getElementById(term.hash.slice(1));
    if (!entry) return;
    event.preventDefault();
    document.getElementById("definition-name").textContent = entry.querySelector("dt").textContent;
    document
      .getElementById("definition-text")
      .replaceChildren(...[...entry.querySelector("dd").childNodes].map((node) => node.cloneNode(true)));
    dialog.showModal();
  });
  document.getElementById("definition-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  // The section that is being read.
  const links = new Map([...document.querySelectorAll(".sections a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        for (const [id, link] of links) {
          if (id === entry.target.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "-20% 0px -75% 0px" },
  );
  for (const id of links.keys()) seen.observe(document.getElementById(id));

  // Charts. Colours are variables of the style sheet, so light, dark and print need no second drawing.
  const text = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
  const config = {
    background: null,
    font: text,
    aria: false,
    padding: 2,
    view: { stroke: null },
    axis: {
      labelColor: "var(--ink-2)", titleColor: "var(--ink-2)", gridColor: "var(--line)", domainColor: "var(--ink-3)",
      tickColor: "var(--ink-3)", labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, ticks: false, labelPadding: 6,
    },
    axisY: { domain: false },
    legend: {
      labelColor: "var(--ink-2)", labelFontSize: 12, orient: "top", symbolSize: 90, symbolStrokeWidth: 1.5, offset: 8,
      labelLimit: 260,
    },
    line: { strokeJoin: "round" },
  };
  const options = {
    actions: false, ast: true, renderer: "svg", config, formatLocale: data.locale.number, timeFormatLocale: data.locale.time,
    tooltip: { theme: "custom" },
  };
  const draw = async () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const spec = data.charts[place.dataset.chart];
      const narrow = place.clientWidth < 480;
      config.legend.columns = narrow ? 3 : undefined;
      const { view } = await vegaEmbed(place, spec, options);
      const filtered = (spec.params ?? []).some((param) => param.name === "channel");
      if (filtered && channel.value !== "all") await view.signal("channel", channel.value).runAsync();
      views.push({ view, channel: filtered });
      if (views.length === 1) performance.mark("first-chart");
      // The page stays responsive between two charts.
      await new Promise((resume) => setTimeout(resume));
    }
    root.dataset.drawn = "true";
  };
  draw();
})();
