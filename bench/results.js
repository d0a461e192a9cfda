// Figures of a run, by what they are of.

export class Results {
  /** @param rows - of `runMeasurement`. */
  constructor(rows) {
    this.rows = rows;
    /** Whether a figure was read that others' work has spoilt. */
    this.noisy = false;
  }

  /** One figure's median; undefined when it was not measured. @param at - measurement, case, target and figure. */
  figure(measurement, kase, target, figure) {
    const row = this.rows.find(
      (candidate) =>
        candidate.measurement === measurement && candidate.case === kase && candidate.target === target,
    );
    if (row?.noisy) this.noisy = true;
    return row?.figures?.[figure];
  }
}
