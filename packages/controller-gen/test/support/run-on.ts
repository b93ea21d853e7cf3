import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ExitCode, run } from '../../src/index.ts';

/** A stand-in for @kubewright/apimachinery, so that a test project needs no node_modules of its own. */
const APIMACHINERY = `
export type int = number; export type int32 = number; export type int64 = number;
export type float64 = number; export type bytes = string; export type Time = string;
export type IntOrString = number | string; export type JSONValue = unknown;
export interface Condition { type: string }
export interface ObjectMeta { name?: string }
export interface KubernetesObject { apiVersion?: string; kind?: string; metadata: ObjectMeta }
export interface KubernetesList<T> { items: readonly T[] }
`;

/** What a run has said. */
interface ProjectRun {
  readonly exit: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a temporary folder. */
export class Project implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'controller-gen-'));

  /** Paths are relative to the project. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    this.write({
      'node_modules/@kubewright/apimachinery/package.json':
        '{"name":"@kubewright/apimachinery","type":"module","exports":"./index.ts"}',
      'node_modules/@kubewright/apimachinery/index.ts': APIMACHINERY,
      ...files,
    });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** The files of a folder, recursively, without node_modules. */
  list(path = '.'): readonly string[] {
    return readdirSync(join(this.folder, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .sort();
  }

  async run(...args: readonly string[]): Promise<ProjectRun> {
    let stdout = '';
    let stderr = '';
    const exit = await run(args, {
      cwd: this.folder,
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stderr += text),
    });
    return { exit, stdout, stderr };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A file of API types with one kind, whose spec has these members. */
export function kindWith(members: string, { imports = '', kind = 'Thing', marks = '' } = {}): string {
  return `/**
 * +groupName=example.com
 * +versionName=v1
 */
import type { KubernetesObject${imports === '' ? '' : `, ${imports}`} } from '@kubewright/apimachinery';

${marks === '' ? '' : `/**\n${marks.replaceAll(/^/gm, ' * ')}\n */\n`}export interface ${kind} extends KubernetesObject {
  spec: Spec;
}

export interface Spec {
${members}
}
`;
}
