// What a threshold on one class's score would accept and reject, and the points of a curve that are worth drawing.

export type RocPoints = { falsePositiveRate: ArrayLike<number>; truePositiveRate: ArrayLike<number> };

/** The true positive rate at each of `at` false positive rates: the highest that is reached there (a step function). */
export function rocAt({ falsePositiveRate, truePositiveRate }: RocPoints, at: readonly number[]): number[] {
  let point = 0;
  let reached = 0;
  return at.map((x) => {
    while (point < falsePositiveRate.length && (falsePositiveRate[point] as number) <= x + 1e-12) {
      reached = Math.max(reached, truePositiveRate[point] as number);
      point += 1;
    }
    return reached;
  });
}

export type ThresholdEffect = {
  /** Clips of the class at or above the threshold, and below it. */
  found: number;
  missed: number;
  /** Clips of other classes at or above it, and below. */
  falseAlarms: number;
  rejected: number;
};

/** `scores` [clips, labels], `truth` label indices. */
export function thresholdEffect(scores: ArrayLike<number>, truth: ArrayLike<number>, labels: number, label: number, threshold: number): ThresholdEffect {
  const effect: ThresholdEffect = { found: 0, missed: 0, falseAlarms: 0, rejected: 0 };
  for (let clip = 0; clip < truth.length; clip += 1) {
    const accepted = (scores[clip * labels + label] as number) >= threshold;
    if (truth[clip] === label) effect[accepted ? 'found' : 'missed'] += 1;
    else effect[accepted ? 'falseAlarms' : 'rejected'] += 1;
  }
  return effect;
}
