const taken = new Set<string>();

/**
 * Reserves a controller's name for this process: metrics and logs tell controllers apart by it. The answer gives it
 * back. Throws when it is taken. Source: `controller.checkName`, which never gives a name back.
 */
export function claimName(name: string): () => void {
  if (taken.has(name)) {
    throw new Error(
      `there is a controller "${name}" in this process already: give one of them another name with named(), ` +
        'or set skipNameValidation if they may share their metrics',
    );
  }
  taken.add(name);
  return () => void taken.delete(name);
}
