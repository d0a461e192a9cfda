// A line chart as SVG: a few series over one axis each way, either of them logarithmic. Pure; no library, for it is
// less than one takes to configure, and the file is to be read by people too.

const [WIDTH, HEIGHT] = [720, 380];
const MARGIN = { top: 44, right: 190, bottom: 48, left: 70 };
const INNER = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
/** Told apart by people who see few colours, too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999'];

/**
 * @param chart - `title`, `x` and `y` (`label`, `log`), `series` (`name`, `points`: [x, y] each).
 * @returns the file's text.
 */
export function plot({ title, x, y, series }) {
  const points = series.flatMap((one) => one.points);
  const across = axis(
    points.map(([value]) => value),
    x.log,
    INNER.width,
  );
  const up = axis(
    points.map(([, value]) => value),
    y.log,
    INNER.height,
  );
  const toX = (value) => MARGIN.left + across.place(value);
  const toY = (value) => MARGIN.top + INNER.height - up.place(value);
  const parts = [
    text(MARGIN.left, 24, title, 'font-size="15" font-weight="bold"'),
    ...across.ticks.map((tick) => {
      const bottom = MARGIN.top + INNER.height;
      return (
        line(toX(tick), MARGIN.top, toX(tick), bottom) +
        text(toX(tick), bottom + 18, short(tick), 'text-anchor="middle"')
      );
    }),
    ...up.ticks.map(
      (tick) =>
        line(MARGIN.left, toY(tick), MARGIN.left + INNER.width, toY(tick)) +
        text(MARGIN.left - 8, toY(tick) + 4, short(tick), 'text-anchor="end"'),
    ),
    text(MARGIN.left + INNER.width / 2, HEIGHT - 10, x.label, 'text-anchor="middle"'),
    text(MARGIN.left, MARGIN.top - 6, y.label, 'font-style="italic"'),
    ...series.map((one, index) => draw(one, styleOf(index), toX, toY)),
    ...series.map(({ name }, index) => legend(name, index, styleOf(index))),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
</svg>
`;
}

/** Where values stand along `length`, and which are marked. */
function axis(values, log, length) {
  const most = Math.max(...values);
  if (log) {
    const [from, to] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(most))];
    const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
    return { ticks, place: (value) => ((Math.log10(value) - from) / (to - from || 1)) * length };
  }
  const step = niceStep(most / 5);
  const top = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { ticks, place: (value) => (value / top) * length };
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least);
}

/** Dashed when there is no colour left. */
function styleOf(index) {
  const dashes = index < COLOURS.length ? '' : ' stroke-dasharray="5 3"';
  return { colour: COLOURS[index % COLOURS.length], dashes };
}

function draw({ points }, { colour, dashes }, toX, toY) {
  const places = points.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`);
  const dots = places.map((place) => {
    const [x, y] = place.split(',');
    return `<circle cx="${x}" cy="${y}" r="2.5" fill="${colour}"/>`;
  });
  return `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}"${dashes} stroke-width="1.8"/>${dots.join('')}`;
}

function legend(name, index, { colour, dashes }) {
  const [x, y] = [WIDTH - MARGIN.right + 14, MARGIN.top + 10 + index * 20];
  return `${line(x, y - 7, x + 13, y - 7, `stroke="${colour}"${dashes} stroke-width="4"`)}${text(x + 18, y - 3, name)}`;
}

function line(x1, y1, x2, y2, style = 'stroke="#ddd"') {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" ${style}/>`;
}

function text(x, y, content, attributes = '') {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escapeXml(content)}</text>`;
}

function escapeXml(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function short(value) {
  if (value >= 1000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
