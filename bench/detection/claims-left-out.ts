// Claims to be another in texts of authors, and in templates, that the model of `impersonation` has not been trained on.

import type { ClaimModel } from '../../src/detect/detectors/impersonation/claim-model.ts';
import { BLOCK, FLAG } from '../../src/detect/detectors/impersonation/claim-weights.ts';
import { rateInWords, rateOf } from './metrics.ts';
import { AUTHORS, authorTexts, commonTexts } from './training/claim-corpus.ts';
import { fittedClaims, type PreparedText, topClaim } from './training/claim-fit.ts';
import { derivedTexts, prepared, realMessages } from './training/claim-lines.ts';

/** What models find of claims under the two lines as shipped, and what they say of honest texts. */
export function claimsFound(folder: string): readonly string[] {
  const texts = prepared([...AUTHORS.flatMap(authorTexts), ...commonTexts(folder)]);
  const sets = { real: prepared(realMessages(folder)), derived: prepared(derivedTexts(folder)) };
  return [...authorsLeftOut(texts, sets), ...templatesLeftOut(texts, sets.derived)];
}

interface Sets {
  /** Messages of real agents. */
  readonly real: readonly PreparedText[];
  /** Claims made of them in templates, and those of them that name an agent. */
  readonly derived: readonly PreparedText[];
}

const claims = (list: readonly PreparedText[]) => list.filter(({ claimed }) => claimed !== undefined);
const honest = (list: readonly PreparedText[]) => list.filter(({ claimed }) => claimed === undefined);

function above(model: ClaimModel, list: readonly PreparedText[], line: number): string {
  return rateInWords(rateOf(list.filter((text) => topClaim(model, text) >= line).length, list.length));
}

/** A text with those of its names that may block. */
const certain = (text: PreparedText): PreparedText => ({
  ...text,
  names: text.names.filter(({ ambiguous }) => !ambiguous),
});

function both(model: ClaimModel, list: readonly PreparedText[]): string {
  return `flagged ${above(model, list, FLAG)}, blocked ${above(model, list.map(certain), BLOCK)}`;
}

function authorsLeftOut(texts: readonly PreparedText[], sets: Sets): readonly string[] {
  return AUTHORS.flatMap((author) => {
    const source = `author ${author}`;
    const model = fittedClaims(texts.filter((text) => text.source !== source));
    const held = texts.filter((text) => text.source === source);
    return [
      `${source}, claims: ${both(model, claims(held))}`,
      `${source}, hard honest lines: ${both(model, honest(held))}`,
      `without ${source}, real messages: ${both(model, sets.real)}`,
      `without ${source}, real messages that name an agent: ${both(model, honest(sets.derived))}`,
    ];
  });
}

function templatesLeftOut(
  texts: readonly PreparedText[],
  derived: readonly PreparedText[],
): readonly string[] {
  const attacks = claims(derived);
  return [...new Set(attacks.map(({ source }) => source))].map((template) => {
    const kept = texts.filter(
      (text) => text.claimed === undefined || !opening(template, text).test(text.text),
    );
    const held = attacks.filter(({ source }) => source === template);
    return `template ${JSON.stringify(template)}: ${both(fittedClaims(kept), held)}`;
  });
}

/** What a text of a template begins with, with the name that the text claims. */
function opening(template: string, { claimed = '' }: PreparedText): RegExp {
  const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const name = escaped(claimed).replace(/[ _-]/g, '[ _-]');
  const before = escaped(template.split('{C}')[0]?.trim() ?? '');
  return new RegExp(`^${before.replaceAll('{B}', name).replace(/\{A2?\}/g, '.+')}`, 'i');
}
