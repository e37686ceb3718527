/** Lets the page, or a worker's other requests, answer between two steps of long work. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
