// Figures of a run, by what they are of.

export class Results {
  /** @param rows - of `runMeasurement`. */
  constructor(rows) {
    this.rows = rows;
  }

  /** One figure's median; undefined when it was not measured. @param at - measurement, case, target and figure. */
  figure(measurement, kase, target, figure) {
    const row = this.rows.find(
      (candidate) =>
        candidate.measurement === measurement && candidate.case === kase && candidate.target === target,
    );
    return row?.figures?.[figure];
  }
}
