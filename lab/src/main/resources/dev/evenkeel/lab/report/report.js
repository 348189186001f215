'use strict';
(() => {
  const MOST_IN_A_TIP = 12;
  const MOST_MARKED = 40;
  const MOST_NAMED = 10;
  const PRINTED_WIDTH = 640;
  const LETTER = 7;
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
    nameGap: place === 'x' ? 28 : 68,
    scale: true,
    minInterval: place === 'x' && given.whole ? 1 : undefined,
    min: place === 'x' ? 'dataMin' : undefined,
    max: place === 'x' ? 'dataMax' : undefined,
    nameTextStyle: { color: colour('quiet') },
    axisLabel: { color: colour('quiet'), hideOverlap: true, formatter: at => figure(at / given.factor) },
    axisLine: { lineStyle: { color: colour('line') } },
    axisTick: { show: false },
    axisPointer: { label: { formatter: at => given.name + ' ' + figure(at.value / given.factor) } },
    splitLine: { show: place === 'y', lineStyle: { color: colour('line') } },
  });

  // ECharts marks nothing on a logarithmic axis below 1e-10, so values that small are drawn a power of ten larger.
  const scaled = (given, values) => {
    const least = Math.min(...values.filter(value => value > 0));
    const tens = given.logarithmic && least < 1e-9 ? Math.ceil(-Math.log10(least) / 10) : 0;
    return { ...given, least, factor: 10 ** (10 * tens) };
  };

  const on = (scale, value) => (value === null || (scale.logarithmic && value <= 0) ? '-' : value * scale.factor);

  const common = names => ({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: colour('text'), fontFamily: font },
    grid: { left: 88, right: 24, top: names.length > 1 ? 40 : 16, bottom: 48 },
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
    const x = scaled(block.x, block.series.flatMap(series => series.x));
    const y = scaled(block.y, block.series.flatMap(series => series.y));
    option.tooltip.trigger = few ? 'axis' : 'item';
    option.tooltip.valueFormatter = value => figure(value / y.factor);
    option.xAxis = axis(x, 'x');
    option.yAxis = axis(y, 'y');
    option.series = block.series.map((series, index) => ({
      type: 'line',
      name: series.name,
      data: series.x.map((at, point) => [on(x, at), on(y, series.y[point])]),
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

  // Points, and the line where both of their values are equal.
  const scatter = block => {
    const option = common([]);
    const known = [...block.across, ...block.up].filter(value => value !== null);
    const [least, largest] = [Math.min(...known), Math.max(...known)];
    const range = { min: least, max: largest };
    const x = scaled(block.x, block.across);
    const y = scaled(block.y, block.up);
    option.tooltip.trigger = 'item';
    option.tooltip.formatter = point =>
      tip(x.name + ' ' + figure(point.value[0]), [y.name + ' ' + figure(point.value[1])]);
    option.xAxis = { ...axis(x, 'x'), ...range };
    option.yAxis = { ...axis(y, 'y'), ...range };
    option.series = [
      {
        type: 'scatter',
        symbolSize: 6,
        color: hue(0),
        itemStyle: { opacity: 0.6 },
        data: block.across.map((at, point) => [on(x, at), on(y, block.up[point])]),
      },
      {
        type: 'line',
        silent: true,
        symbol: 'none',
        lineStyle: { color: colour('quiet'), width: 1, type: 'dashed' },
        data: [[least, least], [largest, largest]],
      },
    ];
    return option;
  };

  // A line out along one bound and back along the other: what it encloses is filled, whatever its sign and its scale.
  const outline = (band, x, y) => {
    const least = y.logarithmic ? y.least : -Infinity;
    const along = (bound, from, to) => bound.slice(from, to)
      .map((value, at) => [on(x, band.x[from + at]), on(y, Math.max(value, least))]);
    const known = band.x.map((at, point) =>
      on(x, at) !== '-' && on(y, band.upper[point]) !== '-' && band.lower[point] !== null);
    const points = [];
    for (let from = known.indexOf(true); from !== -1;) {
      const gap = known.indexOf(false, from);
      const to = gap === -1 ? known.length : gap;
      points.push(...along(band.upper, from, to), ...along(band.lower, from, to).reverse(), ['-', '-']);
      from = known.indexOf(true, to);
    }
    return points;
  };

  const bands = block => {
    const option = common(block.bands.map(band => band.name));
    const x = scaled(block.x, block.bands.flatMap(band => band.x));
    const y = scaled(block.y, block.bands.flatMap(band => [...band.lower, ...band.middle, ...band.upper]));
    option.tooltip.trigger = 'axis';
    option.tooltip.formatter = points => {
      const middles = points.filter(point => point.seriesIndex % 2 === 0);
      return middles.length === 0 ? '' : tip(
        x.name + ' ' + figure(block.bands[middles[0].seriesIndex / 2].x[middles[0].dataIndex]),
        middles.map(point => {
          const band = block.bands[point.seriesIndex / 2];
          const at = values => figure(values[point.dataIndex]);
          return band.name + ': ' + at(band.middle) + ' (' + at(band.lower) + ' to ' + at(band.upper) + ')';
        }));
    };
    option.legend.icon = 'roundRect';
    option.xAxis = axis(x, 'x');
    option.yAxis = axis(y, 'y');
    option.series = block.bands.flatMap((band, index) => [
      {
        type: 'line',
        name: band.name,
        color: hue(index),
        data: band.x.map((at, point) => [on(x, at), on(y, band.middle[point])]),
        showSymbol: band.x.length <= MOST_MARKED,
        symbol: SHAPES[index % SHAPES.length],
        symbolSize: 6,
        lineStyle: { width: 2 },
        z: 3,
      },
      {
        type: 'line',
        name: band.name,
        color: hue(index),
        data: outline(band, x, y),
        symbol: 'none',
        silent: true,
        lineStyle: { width: 1, opacity: 0.4 },
        areaStyle: { origin: 'start', opacity: 0.16 },
        emphasis: { disabled: true },
      },
    ]);
    return option;
  };

  const bars = (block, width) => {
    const option = common([]);
    const few = block.bars.length <= MOST_NAMED;
    const ends = block.bars.flatMap(bar => [bar.value, bar.lower, bar.upper]).filter(end => end !== null);
    const y = scaled(block.y, ends);
    const [least, largest] = [Math.min(...ends), Math.max(...ends)];
    // A bar's length tells its value only from 0 on. Where it would hide the differences there is a point in its place.
    const filled = !y.logarithmic && largest - least >= Math.max(largest, -least) / 5;
    const slot = (width - 112) / block.bars.length;
    const longest = Math.max(...block.bars.map(bar => bar.name.length)) * LETTER;
    // Where names do not fit below their bars the bars lie, with the names beside them.
    const lying = few && longest > slot;
    const at = (index, value) => (lying ? [on(y, value), index] : [index, on(y, value)]);
    const beside = Math.min(180, width * 0.4, longest);
    option.grid = lying ? { ...option.grid, left: beside + 12 } : { ...option.grid, bottom: 32 };
    option.tooltip.trigger = 'item';
    option.tooltip.formatter = point => {
      const bar = block.bars[point.dataIndex];
      return tip(bar.name, [figure(bar.value) + ' (' + figure(bar.lower) + ' to ' + figure(bar.upper) + ')']);
    };
    const names = {
      type: 'category',
      inverse: lying,
      data: block.bars.map(bar => bar.name),
      axisLabel: {
        color: colour('text'),
        interval: few ? 0 : 'auto',
        width: lying ? beside : Math.max(72, slot - 8),
        overflow: lying ? 'break' : 'truncate',
        lineHeight: 13,
      },
      axisLine: { lineStyle: { color: colour('line') } },
      axisTick: { show: false },
    };
    const values = { ...axis(y, 'y'), scale: !filled, nameGap: lying ? 28 : 68 };
    [option.xAxis, option.yAxis] = lying ? [values, names] : [names, values];
    option.series = [{
      type: filled ? 'bar' : 'scatter',
      symbolSize: block.bars.length <= MOST_MARKED ? 11 : 6,
      barMaxWidth: 64,
      barCategoryGap: '35%',
      color: hue(0),
      itemStyle: { opacity: 1 },
      data: block.bars.map((bar, index) => at(index, bar.value)),
      markLine: {
        silent: true,
        symbol: block.bars.length <= MOST_MARKED ? 'rect' : 'none',
        symbolSize: [13, 2],
        lineStyle: { color: colour(filled ? 'text' : 'series-1'), type: 'solid', width: 2 },
        label: { show: false },
        data: block.bars.flatMap((bar, index) =>
          on(y, bar.lower) === '-' || on(y, bar.upper) === '-'
            ? []
            : [[{ coord: at(index, bar.lower) }, { coord: at(index, bar.upper) }]]),
      },
    }];
    const known = ends.filter(end => on(y, end) !== '-');
    if (known.length) {
      // An invisible series makes room for the ends of the intervals.
      option.series.push({
        type: 'scatter',
        silent: true,
        symbolSize: 0,
        data: [at(0, Math.min(...known)), at(0, Math.max(...known))],
      });
    }
    return option;
  };

  const DRAWN = { lines, bands, bars, points: scatter };

  const draw = charts => charts.forEach(({ chart, block }) =>
    chart.setOption(DRAWN[block.kind](block, chart.getWidth()), true));

  const points = block => {
    const parts = block.bars || block.series || block.bands || block.across;
    return block.bars || block.across || !parts.length ? parts.length : parts[0].x.length;
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
  draw(shown);

  const root = document.documentElement;
  const resize = width => shown.forEach(({ chart }) => chart.resize({ width }));
  window.addEventListener('resize', () => {
    if (!('printing' in root.dataset)) {
      resize('auto');
      draw([...shown.values()].filter(({ block }) => block.kind === 'bars'));
    }
  });
  dark.addEventListener('change', () => draw(shown));
  window.addEventListener('beforeprint', () => {
    root.dataset.printing = '';
    resize(PRINTED_WIDTH);
    draw(shown);
  });
  window.addEventListener('afterprint', () => {
    delete root.dataset.printing;
    resize('auto');
    draw(shown);
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
        chart.setOption(DRAWN[block.kind](block, chart.getWidth()), { replaceMerge: ['series', 'xAxis', 'yAxis'] });
      }
    });
  });
  document.body.dataset.milliseconds = String(Math.round(performance.now()));
})();
