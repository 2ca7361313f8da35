// The walls as data, for the tests that compare them with the documentation and try each of them.

interface Walls {
  readonly mayImport: Readonly<Record<string, readonly string[]>>;
  readonly default: { readonly forbidden: readonly { readonly name: string }[] };
}

const walls: Walls = await import(new URL('../../.dependency-cruiser.mjs', import.meta.url).href);

export const { mayImport } = walls;
export const ruleNames: readonly string[] = walls.default.forbidden.map((rule) => rule.name);
