(function () {
  'use strict';
  var root = document.documentElement;
  var language = document.body.dataset.locale;
  var currency = document.body.dataset.currency;
  var still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  var charts = [];

  function money(options) {
    try {
      return new Intl.NumberFormat(language, Object.assign({ style: 'currency', currency: currency, currencyDisplay: 'narrowSymbol' }, options));
    } catch (unknownCurrency) {
      return new Intl.NumberFormat(language, options);
    }
  }

  function writers(unit) {
    if (unit === 'SHARE') {
      var share = new Intl.NumberFormat(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
      var tick = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
      return { full: share.format, tick: tick.format };
    }
    if (unit === 'MONEY') {
      return { full: money({}).format, tick: money({ notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 }).format };
    }
    return {
      full: new Intl.NumberFormat(language).format,
      tick: new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format
    };
  }

  function look() {
    var style = getComputedStyle(root);
    function colour(name) { return style.getPropertyValue('--' + name).trim(); }
    return {
      colours: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'].map(colour),
      ink: colour('ink'), soft: colour('soft'), line: colour('line'), paper: colour('paper'),
      heat: [colour('heat-low'), colour('heat-high')],
      font: getComputedStyle(document.body).fontFamily
    };
  }

  function decals() {
    var faint = 'rgba(255,255,255,0.42)';
    function lines(turn, gap) { return { symbol: 'rect', color: faint, dashArrayX: [1, 0], dashArrayY: [1.5, gap], rotation: turn }; }
    function dots(size) { return { symbol: 'circle', color: faint, symbolSize: size, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [8, 0] }; }
    return [{ symbol: 'none' }, lines(Math.PI / 4, 7), dots(0.45), lines(-Math.PI / 4, 7), lines(0, 6), dots(0.8), lines(Math.PI / 2, 6)];
  }

  function axis(own, theme, write) {
    var value = own.type === 'value';
    return Object.assign({
      axisLine: { show: !value, lineStyle: { color: theme.line } },
      axisTick: { show: false },
      splitLine: { show: value, lineStyle: { color: theme.line } },
      nameLocation: 'middle', nameGap: 32, nameTextStyle: { color: theme.soft, fontSize: 13 }
    }, own, {
      axisLabel: Object.assign({ color: theme.soft, fontSize: 13, hideOverlap: true }, value ? { formatter: write.tick } : {}, own.axisLabel)
    });
  }

  function legendRows(named, width) {
    var rows = 1;
    var used = 0;
    named.forEach(function (s) {
      var own = 56;
      for (var i = 0; i < s.name.length; i++) { own += s.name.charCodeAt(i) > 0x10ff ? 13.5 : 7.6; }
      if (used > 0 && used + own > width) { rows += 1; used = 0; }
      used += own;
    });
    return rows;
  }

  function dressed(option, theme, width) {
    var write = writers(option.unit);
    var heat = option.series[0].type === 'heatmap';
    var named = option.series.filter(function (s) { return !s.isBand; });
    var rows = named.length > 1 ? legendRows(named, width) : 0;
    var full = Object.assign({}, option, {
      animation: !still && !root.classList.contains('printing'),
      animationDuration: 300,
      color: theme.colours,
      textStyle: { fontFamily: theme.font, color: theme.ink },
      grid: { left: 4, right: 20, top: 20 + 26 * rows + (rows > 0 ? 8 : 0), bottom: option.xAxis.name ? 42 : 8, containLabel: true },
      xAxis: axis(option.xAxis, theme, write),
      yAxis: axis(option.yAxis, theme, write),
      tooltip: {
        trigger: heat ? 'item' : 'axis', confine: true, appendToBody: false, valueFormatter: function (v) { return v === null || v === undefined ? '–' : write.full(v); },
        backgroundColor: theme.paper, borderColor: theme.line, textStyle: { color: theme.ink, fontSize: 13 }
      },
      aria: { enabled: true, label: { enabled: false }, decal: { show: named.length > 1 && option.series[0].type === 'bar', decals: decals() } }
    });
    if (named.length > 1) {
      full.legend = { type: 'plain', top: 0, left: 0, itemGap: 18, itemWidth: 30, textStyle: { color: theme.ink, fontSize: 13 }, data: named.map(function (s) { return s.name; }) };
    }
    if (heat) {
      delete full.tooltip;
      full.grid = { left: 4, right: 4, top: 44, bottom: 4, containLabel: true };
      full.visualMap = Object.assign({}, option.visualMap, { inRange: { color: theme.heat } });
      full.series = option.series.map(function (s) {
        return Object.assign({}, s, { itemStyle: { borderColor: theme.paper, borderWidth: 1 }, label: Object.assign({}, s.label, { color: theme.ink }),
          data: s.data.map(function (d) { return d.itemStyle ? Object.assign({}, d, { itemStyle: Object.assign({ borderColor: theme.soft }, d.itemStyle) }) : d; }) });
      });
    } else {
      full.series = option.series.map(function (s) {
        if (s.type === 'bar') {
          return Object.assign({}, s, { itemStyle: { borderColor: theme.paper, borderWidth: s.stack ? 1 : 0 }, label: Object.assign({ color: theme.ink, fontWeight: 600, textBorderColor: theme.paper, textBorderWidth: 3 }, s.label), markLine: s.markLine ? Object.assign({ lineStyle: { color: theme.ink, width: 2, type: 'solid' } }, s.markLine) : undefined, color: theme.colours[s.colour] });
        }
        if (s.isBand) {
          var own = theme.colours[s.colour === undefined ? 1 : s.colour];
          return Object.assign({}, s, { tooltip: { show: false }, itemStyle: { color: own }, color: own });
        }
        if (s.colour !== undefined) {
          return Object.assign({}, s, { color: theme.colours[s.colour] });
        }
        return s;
      });
    }
    delete full.unit;
    return full;
  }

  function draw() {
    var theme = look();
    charts.forEach(function (c) { c.drawing.setOption(dressed(c.option, theme, c.drawing.getWidth()), true); });
  }

  document.querySelectorAll('script[data-chart]').forEach(function (source) {
    var place = document.getElementById(source.dataset.chart);
    charts.push({ place: place, option: JSON.parse(source.textContent), drawing: echarts.init(place, null, { renderer: 'svg' }) });
  });
  draw();

  var width = document.body.clientWidth;
  new ResizeObserver(function () {
    if (document.body.clientWidth === width || root.classList.contains('printing')) { return; }
    width = document.body.clientWidth;
    charts.forEach(function (c) { c.drawing.resize(); });
    draw();
  }).observe(document.body);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  window.addEventListener('beforeprint', function () {
    root.classList.add('printing');
    charts.forEach(function (c) { c.drawing.resize({ width: 660 }); });
    draw();
  });
  window.addEventListener('afterprint', function () {
    root.classList.remove('printing');
    charts.forEach(function (c) { c.drawing.resize({ width: 'auto' }); });
    draw();
  });
})();
