// Keys, tokens, passwords and private keys: known shapes first, then assignments whose value looks random.

import { byPattern, type SensitiveDetector, shannonBits } from './sensitive-detector.ts';

/**
 * The shapes of issued keys, by their fixed prefix. INVARIANT: each begins with literal characters and repeats a
 * bounded number of times, so a failed attempt costs a constant.
 */
const ISSUED = [
  // Cloud platforms
  '(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}(?![A-Z0-9])',
  'AIza[\\w-]{35}',
  'GOCSPX-[\\w-]{28}',
  'ya29\\.[\\w.-]{20,255}',
  'do[opr]_v1_[a-f0-9]{64}',
  'dapi[a-f0-9]{32}(?:-\\d)?',
  'hv[sbr]\\.[\\w-]{24,200}',
  '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,80}',
  'pul-[a-f0-9]{40}',
  'tskey-[a-z]{2,12}-[\\w-]{12,80}',
  'FlyV1 [\\w+/=,-]{40,255}|fo1_[\\w-]{40,50}',
  'pscale_(?:tkn|pw|oauth)_[\\w.=-]{32,64}',
  'AKCp[A-Za-z0-9]{10,80}',
  '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}',
  // Source code and packages
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_\\w{22,255}',
  'gl(?:pat|dt|rt|rtr|ptt|ft|soat|cbt|imt|oas|agent|ffct|wt)-[\\w-]{20,100}|GR1348941[\\w-]{20}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgE[\\w-]{50,255}',
  'rubygems_[a-f0-9]{48}',
  'dckr_(?:pat|oat)_[\\w-]{20,50}',
  'oy2[a-z0-9]{43}',
  'cio[A-Za-z0-9]{32}',
  'ATATT3[\\w=-]{60,255}',
  'ATBB[A-Za-z0-9]{24,40}',
  // Models
  'sk-(?:ant-|proj-|svcacct-|admin-|or-v1-|lf-)?[\\w-]{20,255}',
  'hf_[A-Za-z0-9]{30,60}|api_org_[A-Za-z0-9]{34}',
  'gsk_[A-Za-z0-9]{40,60}',
  'xai-[A-Za-z0-9]{60,90}',
  'pplx-[A-Za-z0-9]{40,60}',
  'r8_[A-Za-z0-9]{37}',
  // Messages and mail
  'xox[abeoprs]-[\\w-]{10,255}|xapp-\\d-[\\w-]{20,255}|xoxe\\.xox[bp]-\\d-[\\w-]{20,255}',
  'hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w/]{20,100}',
  'discord(?:app)?\\.com/api/webhooks/\\d{17,20}/[\\w-]{60,80}',
  '[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40}',
  '\\d{8,10}:AA[\\w-]{32,33}',
  'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}',
  'key-[a-f0-9]{32}|pubkey-[a-f0-9]{32}',
  '(?:xkeysib|xsmtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16}',
  '[a-f0-9]{32}-us\\d{1,2}',
  '(?:AC|SK)[a-f0-9]{32}(?![a-f0-9])',
  // Money and shops
  '(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,120}|whsec_[A-Za-z0-9+/=]{24,64}',
  'shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}',
  'sq0[a-z]{3}-[\\w-]{22,43}|EAAA[\\w-]{60}',
  'access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}',
  'FLW(?:PUB|SEC)K(?:_TEST)?-[a-hA-H0-9]{12,32}',
  // Tools
  'glc_[A-Za-z0-9+/=]{32,255}|glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}',
  'sntry[su]_[\\w+/=-]{40,255}',
  'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  'NRAK-[A-Z0-9]{27}|NRJS-[a-f0-9]{19}|NRI[IQ]-[\\w-]{32}',
  'lin_api_[A-Za-z0-9]{40}',
  'ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}',
  'fig[dou]r?_[\\w-]{40,60}',
  'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{40,60}',
  'ops_eyJ[A-Za-z0-9+/=_-]{100,255}',
  'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}',
  'AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}',
  'sbp_[a-f0-9]{40}',
  'dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
  'aio_[A-Za-z0-9]{28}',
  'rdme_[a-z0-9]{70}',
  'duffel_(?:test|live)_[\\w=-]{43}',
  'EZ[AT]K[A-Za-z0-9]{54}',
  'shippo_(?:live|test)_[a-f0-9]{40}',
  'sl\\.[\\w=-]{100,255}',
  'CFPAT-[\\w-]{43}',
  'CLOJARS_[a-z0-9]{60}',
  'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,200}',
  'AAAA[\\w-]{7}:[\\w-]{140}',
  'p8e-[A-Za-z0-9-]{32}',
  'ccipat_[A-Za-z0-9]{22}_[a-f0-9]{40}',
  'sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}',
  'PSK[0-9A-Za-z_-]{20,60}|sqa_[a-f0-9]{40}|sq[pu]_[a-f0-9]{40}',
] as const;

/** No key is shorter than 15 characters, most words are: that is looked at first. */
const KNOWN_KEY = new RegExp(`(?<![A-Za-z0-9])(?=\\S{15}|FlyV1 )(?:${ISSUED.join('|')})`, 'g');
/** A run of token characters is tried at its beginning only, so three unbounded parts stay linear. */
const JWT = /(?<![\w.-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]{0,2048})?/g;
const AZURE_KEY = /(?:AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{40,120}={0,2}/g;
const AUTHORIZATION = /\b(?:Bearer|Basic|Token|apikey)[ :]{1,3}([\w+/.~-]{20,512}={0,2})/dgi;

const NAME =
  '(?:api|access|secret|auth|private|client|app|consumer|account|encryption|signing|master|service|session|refresh|webhook|storage)';
const ASSIGNED = new RegExp(
  `(?:${NAME}[_ .-]?(?:key|token|secret|id_token)|secret|token|credential|key)[\\w.-]{0,24}["'\`\\])]{0,2}\\s{0,3}(?:=>|:=|={1,3}|:|\\bis\\b|,)\\s{0,3}["'\`(]{0,2}([A-Za-z0-9][\\w+/.=~!@#$%^&*-]{11,255})`,
  'dgi',
);
/** Ends in its assignment; a bare `pass` takes no further letters: passenger, passes. */
const PASSWORD_NAME =
  '(?:(?:password|passwd|passphrase|passcode|passwort|pwd|contraseña)[\\w.-]{0,16}|(?<![a-z])pass)["\'`\\])]{0,2}\\s{0,3}(?:=>|:=|={1,3}|:|\\bis\\b)\\s{0,3}';
const PASSWORD = new RegExp(`${PASSWORD_NAME}([^\\s"'\`,;<>]{4,128})`, 'dgi');
const QUOTED_PASSWORD = new RegExp(
  `${PASSWORD_NAME}\\\\?(?:"([^"\\s\\\\]{4,128})|'([^'\\s\\\\]{4,128}))`,
  'dgi',
);
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>]{0,64}:([^\s/?#@"'<>]{3,256})@/dgi;
const CURL_USER = /\bcurl\b[^\r\n]{0,200}?\s(?:-u|--user)[ =]?["']?[^\s:"']{1,64}:([^\s"']{3,128})/dg;
const PASSWORD_HASH = /\$(?:2[abxy]\$\d\d|argon2(?:id|i|d)\$v=\d+|[156]|y)\$[\w./$+,=-]{22,200}/g;
const PRIVATE_KEY =
  /-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S]){0,16384}(?:-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?|PuTTY-User-Key-File-\d(?:(?!Private-MAC|PuTTY-User)[\s\S]){0,8192}(?:Private-MAC: [a-f0-9]{40,64})?/g;

const PLACEHOLDER =
  /^(?:[$%<{[(*]|your|example|placeholder|changeme|redacted|none|null|true|false|undefined|test$|process\.|os\.|env\.|config\.|self\.|this\.)|\.\.\.|xxx|\*\*\*|•••/i;

export const secretDetectors: readonly SensitiveDetector[] = [
  byPattern('secret', KNOWN_KEY, (value) => shannonBits(value.slice(-32)) >= 2.6),
  byPattern('secret', JWT),
  byPattern('secret', AZURE_KEY, (value) => shannonBits(value) >= 4),
  byPattern('secret', AUTHORIZATION, looksRandom),
  byPattern('secret', ASSIGNED, looksRandom),
  byPattern('password', PASSWORD, looksChosen),
  byPattern('password', URL_PASSWORD, (value) => !PLACEHOLDER.test(value)),
  byPattern('password', QUOTED_PASSWORD, looksQuoted),
  byPattern('password', CURL_USER, looksChosen),
  byPattern('password', PASSWORD_HASH),
  byPattern('private_key', PRIVATE_KEY),
];

/** Values that no person would write by hand: digits among letters, spread evenly. */
function looksRandom(value: string): boolean {
  if (PLACEHOLDER.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return shannonBits(value) >= (value.length >= 20 ? 3.3 : 3);
}

/** Passwords as people choose them, as opposed to the words that follow "password is" in prose. */
function looksChosen(value: string): boolean {
  if (PLACEHOLDER.test(value) || /^[\w]+\(/.test(value)) return false;
  return (
    /\d/.test(value) ||
    /[^\w\s.,;:!?()-]/.test(value) ||
    (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1)))
  );
}

/** Quoted words are passwords unless they name one, or a place to type one. */
function looksQuoted(value: string): boolean {
  return (
    !PLACEHOLDER.test(value) && !/^[#./]|pass(?:word|wd)?$|^(?:string|required|optional|hidden)$/i.test(value)
  );
}
