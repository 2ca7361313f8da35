// What `npm run new` can make. The text of the files lies below `templates/KIND/`, at the path where it will be written.

export interface Kind {
  /**
   * The folder of the module. Where it does not exist, the skeleton `templates/KIND/module` is written first, if there
   * is one. Once the repository has the module, its skeleton is of no use.
   */
  readonly module: string;
  readonly catalog: string;
  /** What opens the list in the catalogue. */
  readonly list: string;
  /** Where policies and records know parts of this kind by name, before any of them is loaded. */
  readonly names?: { readonly file: string; readonly list: string };
}

export const KINDS: ReadonlyMap<string, Kind> = new Map([
  [
    'condition',
    {
      module: 'src/policy/conditions',
      catalog: 'src/policy/conditions/catalog.ts',
      list: 'export const conditions: readonly Condition[] = [',
    },
  ],
  [
    'detector',
    {
      module: 'src/detect',
      catalog: 'src/detect/catalog.ts',
      list: 'export const detectors: readonly Detector[] = [',
      names: { file: 'src/domain/evidence.ts', list: 'export const DETECTOR_NAMES = [' },
    },
  ],
  [
    'exporter',
    {
      module: 'src/exporters',
      catalog: 'src/exporters/catalog.ts',
      list: 'export const exporters: readonly Exporter[] = [',
    },
  ],
  [
    'provider',
    {
      module: 'src/providers',
      catalog: 'src/providers/catalog.ts',
      list: 'export const PROVIDERS: readonly Provider[] = [',
    },
  ],
  [
    'rule',
    {
      module: 'src/scan',
      catalog: 'src/scan/rules/catalog.ts',
      list: 'export const rules: readonly Rule[] = [',
    },
  ],
]);
