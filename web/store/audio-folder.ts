// Where the sounds of a project lie, by the hash of their bytes.
export interface AudioFolder {
  has(hash: string): Promise<boolean>;
  write(hash: string, blob: Blob): Promise<void>;
  read(hash: string): Promise<Blob | null>;
  list(): Promise<string[]>;
  remove(hash: string): Promise<void>;
}
