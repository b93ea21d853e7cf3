import { dirname } from 'node:path';
import ts from 'typescript';
import type { Marker } from '../markers/marker.ts';
import { MarkerSet } from '../markers/marker.ts';
import type { ApiPackage, GroupVersion } from './api-package.ts';
import type { JsDocBlock } from './jsdoc.ts';
import type { BlockTarget, MarkerReader } from './marker-reader.ts';
import { isTypeDeclaration } from './scope.ts';
import type { SourceUnit } from './source-file.ts';
import type { FoundType } from './source-graph.ts';

/** Reads a folder's files: every marker of every block is looked at, so that none is dropped unseen. */
export function loadPackage(units: readonly SourceUnit[], reader: MarkerReader): ApiPackage {
  const packageMarkers: Marker[] = [];
  const types: FoundType[] = [];
  for (const unit of units) {
    const targets = targetsOf(unit);
    for (const block of unit.blocks) {
      const target = targets.get(block) ?? 'free';
      const { own, anywhere } = reader.read(unit, block, target);
      if (target === 'package') packageMarkers.push(...own.all);
      packageMarkers.push(...anywhere);
    }
    for (const node of unit.ast.statements) if (isTypeDeclaration(node)) types.push({ unit, node });
  }
  const markers = new MarkerSet(packageMarkers);
  const directory = dirname(units[0]?.path ?? '');
  return { directory, units, markers, types, groupVersion: groupVersionOf(markers, directory) };
}

/** What each block of a file stands on. */
function targetsOf(unit: SourceUnit): ReadonlyMap<JsDocBlock, BlockTarget> {
  const targets = new Map<JsDocBlock, BlockTarget>();
  const visit = (node: ts.Node): void => {
    const target = isTypeDeclaration(node) ? 'type' : ts.isPropertySignature(node) ? 'field' : undefined;
    const block = target === undefined ? undefined : unit.blockOf(node);
    if (target !== undefined && block !== undefined) targets.set(block, target);
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  if (unit.fileBlock !== undefined) targets.set(unit.fileBlock, 'package');
  return targets;
}

/** The version is the folder's name unless `+versionName` says otherwise. Source: `GroupVersionForPackage`. */
function groupVersionOf(markers: MarkerSet, directory: string): GroupVersion | undefined {
  const group = markers.get('groupName')?.value;
  if (typeof group !== 'string' || markers.has('kubebuilder:skip')) return undefined;
  const version = markers.get('versionName')?.value;
  return { group, version: typeof version === 'string' ? version : (directory.split(/[\\/]/).at(-1) ?? '') };
}
