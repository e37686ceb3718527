// The way through, and where in it the reader is: #studio/train.

export const STEPS = ['data', 'clean', 'look', 'network', 'train', 'judge', 'keep'] as const;
export type Step = (typeof STEPS)[number];

export function isStep(value: string | undefined): value is Step {
  return STEPS.some((step) => step === value);
}

/** Null when the address is not the Studio's. */
export function stepOf(hash: string): Step | null {
  const match = /^#studio(?:\/(\w+))?$/.exec(hash);
  if (!match) return null;
  return isStep(match[1]) ? match[1] : 'data';
}

export function hashOf(step: Step): string {
  return `#studio/${step}`;
}
