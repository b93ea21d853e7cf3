import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ROOT } from './process.ts';

/** A folder for `kubectl -k` that is gone when it is disposed of. */
export interface Overlay extends AsyncDisposable {
  readonly path: string;
}

/** What is put over what: the part of kustomize's `Kustomization` that is needed here. Paths are from the root. */
export interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly object[];
  readonly images?: readonly Image[];
}

/** Another image in the place of `name`. */
export interface Image {
  readonly name: string;
  readonly newName: string;
  readonly newTag?: string;
  readonly digest?: string;
}

export async function kustomizeOverlay({ resources = [], components = [], ...rest }: Kustomization): Promise<Overlay> {
  const parent = join(ROOT, 'node_modules/.cache/kustomize');
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, 'overlay-'));
  const fromHere = (each: string): string => relative(path, join(ROOT, each));
  const kustomization = { resources: resources.map(fromHere), components: components.map(fromHere), ...rest };
  // JSON is YAML.
  await writeFile(join(path, 'kustomization.yaml'), JSON.stringify(kustomization));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/**
 * The operator's image, as `IMG=` gives it: `[REGISTRY/]NAME[:TAG][@DIGEST]`. None for an empty text: the image stays that
 * of config/manager.
 */
export function operatorImage(text: string): readonly Image[] {
  if (text === '') return [];
  const [reference = '', digest] = text.split('@');
  // A colon before the last slash is that of a port.
  const [, newName = reference, newTag] = /^(.*?)(?::([^:/]*))?$/.exec(reference) ?? [];
  const version = digest === undefined ? { newTag: newTag ?? 'latest' } : { digest };
  return [{ name: 'controller', newName, ...version }];
}
