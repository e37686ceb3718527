// What the parts of the Studio's session share: the project that is open, and ways to tell what happened.
import type { Database } from '../../store/database.js';
import type { Project } from './project.js';
import type { StudioText } from './text/en.js';

export type Desk = {
  project(): Project | null;
  database(): Database;
  text(): StudioText;
  /** Runs it; what goes wrong is told, and the answer is null then. */
  attempt<T>(work: () => Promise<T>): Promise<T | null>;
  report(error: unknown): void;
  /** In a line above the view; null takes away what stands there. The view is drawn by changed(). */
  tell(text: string | null): void;
  /** Tells it, with a button that takes it back: without `undo` the last step of the project. */
  offerUndo(text: string, undo?: () => unknown): void;
  announce(text: string): void;
  changed(): void;
};
