import { describe, expect, it } from 'vitest';
import { consentText, consentTextOf } from '../../../src/scheme/consent-texts.ts';
import { codesOf } from '../../../src/scheme/labels.ts';
import { consentScopes } from '../../../src/scheme/labels/privacy.ts';

/** The hash of every text that was ever shown: a changed word is a new version, never an edit. */
const shown: Readonly<Record<string, string>> = {
  'sensitive-2026-1': 'a6fcd8494ed4547de71a49dbdba6975a5ca3b73632a0596292080e5d96a0b059',
  'publicity-2026-1': 'dbab7ed685888eb4ebc1137ff67f43cf333958627c7cc633bced61b17e813fa6',
  'four-nearby-2026-1': '12d084916c46131c572f6c3387e0e37a7a9e65bfaca70287593438d6872b4584',
  'family-2026-1': 'b0e13fe82f72e1cb979ab36c259cf2d5fa27a066087488ec5d8991b9d4459b63',
};

describe.each(codesOf(consentScopes))('the text for %s', scope => {
  const { text, version, hash } = consentText(scope);

  it('says what, why, what refusing means and how to take it back, and is short enough to be read aloud', () => {
    for (const part of ['不同意也可以', '撤回同意', '走访和关心']) expect(text).toContain(part);
    expect(text).toMatch(/为什么要|要做什么/);
    expect([...text].length).toBeLessThan(240);
  });

  it('is found by its version and was not edited since it was shown', () => {
    expect(version).toMatch(new RegExp(`^${scope}-\\d{4}-\\d+$`));
    expect(consentTextOf(version)).toMatchObject({ scope, text, hash });
    expect(hash).toBe(shown[version]);
  });
});

it('there is no text of an unknown version', () => {
  expect(consentTextOf('sensitive-1999-1')).toBeUndefined();
});
