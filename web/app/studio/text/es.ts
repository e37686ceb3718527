import { en, type StudioText } from './en.js';

export const es: StudioText = en;
