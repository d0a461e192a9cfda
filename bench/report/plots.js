// Which plots a run gives: what connections and messages cost as there are more of them. Pure.
import { plot } from './plot.js';

/** @param rows - of the run. @returns `{ file, title, svg }` of each plot that there are figures for. */
export function makePlots(rows) {
  const plots = [
    echoBy('rate', 'echo-rate', 'Echoes by busy connections', 'msg/s'),
    echoBy('p50', 'echo-latency', 'Time of an echo by busy connections', 'p50, ms'),
    echoBy('memory', 'echo-memory', 'Memory by busy connections', 'MB'),
    overTime('idle', 1, 'idle-memory', 'Memory by idle connections', 'connections', 'MB'),
    overTime('long-run', 1, 'long-run-memory', 'Memory over a long run', 'messages', 'MB'),
    overTime('long-run', 2, 'long-run-cpu', 'Cost of a message over a long run', 'messages', 'CPU ms'),
  ];
  return plots.flatMap((make) => {
    const { file, ...chart } = make(rows);
    return chart.series.length === 0 ? [] : [{ file, title: chart.title, svg: plot(chart) }];
  });
}

/** A point for each case. */
const echoBy = (figure, file, title, label) => (rows) => {
  const measured = rows.filter(({ measurement, figures }) => measurement === 'echo' && figures?.[figure] > 0);
  const series = targetsOf(measured).map((name) => ({
    name,
    points: measured
      .filter(({ target }) => target === name)
      .map((row) => [Number.parseInt(row.case, 10), row.figures[figure]]),
  }));
  return { file, title, x: { label: 'connections', log: true }, y: { label, log: true }, series };
};

/** The course of the largest case of each target. */
const overTime = (measurement, column, file, title, x, y) => (rows) => {
  const measured = rows.filter((row) => row.measurement === measurement && row.series !== undefined);
  const series = targetsOf(measured).map((name) => ({
    name,
    points: measured
      .findLast(({ target }) => target === name)
      .series.map((point) => [point[0], point[column]]),
  }));
  return { file, title, x: { label: x }, y: { label: y }, series };
};

function targetsOf(rows) {
  return [...new Set(rows.map(({ target }) => target))];
}
