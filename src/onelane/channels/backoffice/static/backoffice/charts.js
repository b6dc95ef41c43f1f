// Charts of the manager's pages: the data stand in the page as JSON, the same figures in the table beside.
(() => {
  const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  // A canvas does not know light-dark() and oklch(): let the browser work the colour out on an element.
  const solid = (name) => {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    const context = document.createElement("canvas").getContext("2d");
    context.fillStyle = found;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${r}, ${g}, ${b})`;
  };

  const option = (told, narrow) => {
    const text = solid("--tblr-body-color"), line = solid("--tblr-border-color");
    const palette = ["--tblr-primary", "--tblr-teal", "--tblr-orange", "--tblr-red"].map(solid);
    return {
      animation: false,
      aria: { enabled: false },
      color: palette,
      textStyle: { fontFamily: colour("--tblr-font-sans-serif"), fontSize: 13, color: text },
      grid: { left: 8, right: 16, top: 64, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: text, fontSize: 13 }, itemGap: 16 },
      tooltip: { trigger: "axis", confine: true, valueFormatter: (value) => (value == null ? "—" : `${value} ${told.unit}`) },
      xAxis: {
        type: "category", data: told.categories, axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
        axisLabel: { color: text, hideOverlap: true, interval: told.sparse ? "auto" : 0, rotate: narrow && told.categories.length > 5 ? 55 : 0 },
      },
      yAxis: { type: "value", name: told.unit, nameTextStyle: { color: text, align: "left" }, min: told.least, max: told.most, scale: Boolean(told.least),
        axisLabel: { color: text }, splitLine: { lineStyle: { color: line, opacity: .6 } } },
      series: told.series.map((one) => ({
        name: one.name, data: one.values, type: one.kind === "line" || one.kind === "step" ? "line" : "bar",
        step: one.kind === "step" ? "end" : false, symbol: "circle", symbolSize: 5, barMaxWidth: 28,
        lineStyle: { width: 2, type: one.dashed ? "dashed" : "solid" }, connectNulls: false,
      })),
    };
  };

  const draw = (root) => {
    if (!window.echarts) return;
    for (const place of root.querySelectorAll("[data-chart]")) {
      const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
      const old = window.echarts.getInstanceByDom(place);
      if (old) old.dispose();
      const chart = window.echarts.init(place, null, { renderer: "svg" });
      const show = () => chart.setOption(option(told, place.clientWidth < 560), true);
      show();
      new ResizeObserver(() => { chart.resize(); show(); }).observe(place);
    }
  };

  document.addEventListener("DOMContentLoaded", () => draw(document));
  document.addEventListener("htmx:afterSwap", (event) => draw(event.detail.target));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(document));
})();
