'use strict';
(() => {
  const MOST_IN_A_TIP = 12;
  const MOST_MARKED = 40;
  const MOST_NAMED = 10;
  const PRINTED_WIDTH = 640;
  const COLOURS = 8;
  const SHAPES = ['circle', 'rect', 'triangle', 'diamond'];
  const DASHES = ['solid', 'dashed', 'dotted'];

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const shown = new Map();

  const font = getComputedStyle(document.body).fontFamily;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const hue = index => colour('series-' + (index % COLOURS + 1));

  const figure = value => {
    if (value === null || value === undefined || value === '-') {
      return '\u2013';
    }
    const size = Math.abs(value);
    const rounded = Number(value.toPrecision(5));
    return size !== 0 && (size < 1e-3 || size >= 1e6) ? rounded.toExponential() : String(rounded);
  };

  const tip = (title, rows) => {
    const box = document.createElement('div');
    for (const text of [title, ...rows]) {
      const line = document.createElement('div');
      line.textContent = text;
      box.append(line);
    }
    box.firstChild.style.fontWeight = '600';
    return box;
  };

  const axis = (given, place) => ({
    type: given.logarithmic ? 'log' : 'value',
    name: given.name,
    nameLocation: 'middle',
    nameGap: place === 'x' ? 28 : 56,
    scale: true,
    minInterval: place === 'x' && given.whole ? 1 : undefined,
    min: place === 'x' ? 'dataMin' : undefined,
    max: place === 'x' ? 'dataMax' : undefined,
    nameTextStyle: { color: colour('quiet') },
    axisLabel: { color: colour('quiet'), hideOverlap: true, formatter: figure },
    axisLine: { lineStyle: { color: colour('line') } },
    axisTick: { show: false },
    axisPointer: { label: { formatter: at => given.name + ' ' + figure(at.value) } },
    splitLine: { show: place === 'y', lineStyle: { color: colour('line') } },
  });

  const on = (scale, value) => (value === null || (scale.logarithmic && value <= 0) ? '-' : value);

  const common = names => ({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: colour('text'), fontFamily: font },
    grid: { left: 76, right: 24, top: names.length > 1 ? 40 : 16, bottom: 48 },
    legend: {
      show: names.length > 1,
      type: 'scroll',
      data: names,
      left: 0,
      textStyle: { color: colour('text') },
      pageTextStyle: { color: colour('quiet') },
      pageIconColor: colour('accent'),
      pageIconInactiveColor: colour('line'),
    },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      backgroundColor: colour('panel'),
      borderColor: colour('line'),
      textStyle: { color: colour('text') },
      valueFormatter: figure,
    },
  });

  const lines = block => {
    const option = common(block.series.map(series => series.name));
    const few = block.series.length <= MOST_IN_A_TIP;
    option.tooltip.trigger = few ? 'axis' : 'item';
    option.xAxis = axis(block.x, 'x');
    option.yAxis = axis(block.y, 'y');
    option.series = block.series.map((series, index) => ({
      type: 'line',
      name: series.name,
      data: series.x.map((x, point) => [on(block.x, x), on(block.y, series.y[point])]),
      color: hue(index),
      symbol: SHAPES[index % SHAPES.length],
      symbolSize: 6,
      showSymbol: few && series.x.length <= MOST_MARKED,
      lineStyle: {
        width: few ? 2 : 1,
        opacity: few ? 1 : 0.6,
        type: DASHES[Math.floor(index / COLOURS) % DASHES.length],
      },
      emphasis: { focus: few ? 'none' : 'series', lineStyle: { width: 3, opacity: 1 } },
      triggerLineEvent: true,
    }));
    return option;
  };

  const bands = block => {
    const option = common(block.bands.map(band => band.name));
    option.tooltip.trigger = 'axis';
    option.tooltip.formatter = points => tip(
      block.x.name + ' ' + figure(points[0].value[0]),
      block.bands.filter(band => points.some(point => point.seriesName === band.name)).map(band => {
        const at = points[0].dataIndex;
        return band.name + ': ' + [band.lower[at], band.middle[at], band.upper[at]].map(figure).join(' / ');
      }));
    option.legend.icon = 'roundRect';
    option.xAxis = axis(block.x, 'x');
    option.yAxis = axis(block.y, 'y');
    option.series = block.bands.flatMap((band, index) => {
      const line = (values, width) => ({
        type: 'line',
        name: band.name,
        color: hue(index),
        data: band.x.map((x, point) => [on(block.x, x), on(block.y, values[point])]),
        showSymbol: band.x.length === 1,
        symbolSize: 5,
        lineStyle: { width },
      });
      return [line(band.middle, 2.5), line(band.lower, 1), line(band.upper, 1)];
    });
    return option;
  };

  const bars = (block, width) => {
    const option = common([]);
    option.tooltip.trigger = 'item';
    option.tooltip.formatter = point => {
      const bar = block.bars[point.dataIndex];
      return tip(bar.name, [figure(bar.value) + ' (' + figure(bar.lower) + ' to ' + figure(bar.upper) + ')']);
    };
    option.xAxis = {
      type: 'category',
      data: block.bars.map(bar => bar.name),
      axisLabel: {
        color: colour('text'),
        interval: block.bars.length <= MOST_NAMED ? 0 : 'auto',
        width: Math.max(48, (width - 120) / Math.min(MOST_NAMED, block.bars.length)),
        overflow: 'truncate',
      },
      axisLine: { lineStyle: { color: colour('line') } },
      axisTick: { show: false },
    };
    const ends = block.bars.flatMap(bar => [bar.value, bar.lower, bar.upper].map(end => on(block.y, end)));
    const known = ends.filter(end => end !== '-');
    option.yAxis = axis(block.y, 'y');
    option.series = [{
      type: 'scatter',
      symbolSize: block.bars.length <= MOST_MARKED ? 11 : 6,
      color: hue(0),
      data: block.bars.map((bar, index) => [index, on(block.y, bar.value)]),
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: hue(0), type: 'solid', width: 2 },
        label: { show: false },
        data: block.bars.flatMap((bar, index) =>
          on(block.y, bar.lower) === '-' || on(block.y, bar.upper) === '-'
            ? []
            : [[{ coord: [index, bar.lower] }, { coord: [index, bar.upper] }]]),
      },
    }];
    if (known.length) {
      // An invisible series makes room for the ends of the intervals.
      option.series.push({
        type: 'scatter',
        silent: true,
        symbolSize: 0,
        data: [[0, Math.min(...known)], [0, Math.max(...known)]],
      });
    }
    return option;
  };

  const DRAWN = { lines, bands, bars };

  const draw = () => shown.forEach(({ chart, block }) => chart.setOption(DRAWN[block.kind](block, chart.getWidth()), true));

  const points = block => {
    const parts = block.bars || block.series || block.bands;
    return block.bars || !parts.length ? parts.length : parts[0].x.length;
  };

  const walk = (drawing, element) => {
    const chart = drawing.chart;
    let at = -1;
    element.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && points(drawing.block)) {
        at = Math.min(points(drawing.block) - 1, Math.max(0, at + step));
        chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at });
        event.preventDefault();
      }
    });
    element.addEventListener('blur', () => chart.dispatchAction({ type: 'hideTip' }));
  };

  const load = () => {
    const blocks = JSON.parse(document.getElementById('charts').textContent);
    document.querySelectorAll('.chart').forEach(element => {
      const block = blocks[Number(element.dataset.chart)];
      const drawing = shown.get(element) ?? { chart: echarts.init(element, null, { renderer: 'svg' }) };
      if (!shown.has(element)) {
        shown.set(element, drawing);
        walk(drawing, element);
      }
      drawing.stale = JSON.stringify(block) !== JSON.stringify(drawing.block);
      drawing.block = block;
    });
    document.body.dataset.drawn = String(shown.size);
  };
  load();
  draw();

  const root = document.documentElement;
  const resize = width => shown.forEach(({ chart }) => chart.resize({ width }));
  window.addEventListener('resize', () => 'printing' in root.dataset || resize('auto'));
  dark.addEventListener('change', draw);
  window.addEventListener('beforeprint', () => {
    root.dataset.printing = '';
    draw();
    resize(PRINTED_WIDTH);
  });
  window.addEventListener('afterprint', () => {
    delete root.dataset.printing;
    draw();
    resize('auto');
  });
  document.addEventListener('contentchange', () => {
    shown.forEach(({ chart }, element) => {
      if (!element.isConnected) {
        chart.dispose();
        shown.delete(element);
      }
    });
    load();
    shown.forEach(({ chart, block, stale }, element) => {
      if (element.clientWidth !== chart.getWidth()) {
        chart.resize();
      }
      if (stale) {
        // Merged into what is shown, so that lines that were switched off stay so.
        chart.setOption(DRAWN[block.kind](block, chart.getWidth()), { replaceMerge: ['series'] });
      }
    });
  });
  document.body.dataset.milliseconds = String(Math.round(performance.now()));
})();
