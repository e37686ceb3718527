// How large the answer is written: long words get smaller, so that none is broken in the middle.

/** Letters that fit at the full size, and at the next. */
const largeWord = 7;
const longWord = 11;

/** Classes of the answer; null: none of the labels. */
export function decisionClass(label: string | null): string {
  if (label === null) return 'decision none';
  const longest = Math.max(0, ...label.split(/[\s_-]+/).map((word) => word.length));
  return longest > longWord ? 'decision longest' : longest > largeWord ? 'decision long' : 'decision';
}
