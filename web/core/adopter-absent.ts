// In place of training-adopter.ts in the page in one file, which is made around one model and carries no second module.
export class Adopter {
  static load(): Promise<never> {
    return Promise.reject(new Error('This page is a single file and has no second module.'));
  }
}
