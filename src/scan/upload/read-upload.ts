// The body of POST /api/scan becomes source files: JSON as the published guide sends it, an archive, or a form with files.

import { z } from 'zod';
import { decodeSource } from '../source/decode-source.ts';
import { readZip, safePath, type ZipLimits } from './read-zip.ts';

export interface UploadedFile {
  readonly path: string;
  readonly text: string;
}

export interface Upload {
  readonly files: readonly UploadedFile[];
  readonly notices: readonly { readonly file: string | undefined; readonly message: string }[];
}

export type UploadRead = Upload | { readonly refused: string };

export interface UploadRules {
  readonly limits: ZipLimits;
  /** Files of an archive that the scanner reads. */
  readonly isWanted: (path: string) => boolean;
}

const MAX_DESCRIPTION = 10_000;

const jsonBody = z.object({
  code: z.string().optional(),
  /** A name for `code`; its ending says what it is. */
  filename: z.string().max(255).optional(),
  /** Never trusted, never needed: taken because the published guide sends it. */
  description: z.string().max(MAX_DESCRIPTION).optional(),
  files: z.array(z.object({ path: z.string().max(1_024), content: z.string() })).optional(),
  github_url: z.undefined('this scanner fetches nothing: send `code`, `files` or an archive').optional(),
});

/** Reads an upload. Whatever is wrong with it is a sentence without its content. ATTACKER-CONTROLLED: all of it. */
export async function readUpload(
  contentType: string,
  body: Uint8Array<ArrayBuffer>,
  rules: UploadRules,
): Promise<UploadRead> {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return readJson(body, rules);
  if (type === 'application/zip' || type === 'application/x-zip-compressed') return readArchive(body, rules);
  if (type === 'multipart/form-data') return readForm(contentType, body, rules);
  return { refused: 'the content type is none of application/json, application/zip, multipart/form-data' };
}

function readJson(body: Uint8Array, rules: UploadRules): UploadRead {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // Not JSON or not UTF-8; the parser's own words could quote the body.
    return { refused: 'the body is not JSON in UTF-8' };
  }
  const parsed = jsonBody.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not valid'}` };
  }
  const { code, filename, files } = parsed.data;
  const given = [
    ...(code === undefined ? [] : [{ path: filename ?? nameFor(code), content: code }]),
    ...(files ?? []),
  ];
  if (given.length === 0) return { refused: 'there is neither `code` nor `files`' };
  return collect(
    given.map(({ path, content }) => ({ path, bytes: new TextEncoder().encode(content) })),
    rules,
  );
}

/** Code without a name is Python, unless it is a notebook. */
function nameFor(code: string): string {
  return /^\s*\{/.test(code) && code.includes('"cells"') ? 'code.ipynb' : 'code.py';
}

function readArchive(body: Uint8Array, { limits, isWanted }: UploadRules): UploadRead {
  const archive = readZip(body, limits, isWanted);
  if (archive.kind === 'refused') return { refused: archive.reason };
  const files = collect(archive.entries, { limits, isWanted });
  if ('refused' in files) return files;
  const notices = archive.notices.map((message) => ({ file: undefined, message }));
  return { files: files.files, notices: [...notices, ...files.notices] };
}

async function readForm(
  contentType: string,
  body: Uint8Array<ArrayBuffer>,
  rules: UploadRules,
): Promise<UploadRead> {
  let form: FormData;
  try {
    form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    // The platform's parser throws TypeError for a form that is none.
    return { refused: 'the form can not be read' };
  }
  const uploads: UploadRead[] = [];
  for (const [, value] of form.entries()) {
    if (typeof value === 'string') continue;
    const bytes = new Uint8Array(await value.arrayBuffer());
    const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
    uploads.push(isArchive ? readArchive(bytes, rules) : collect([{ path: value.name, bytes }], rules));
  }
  const refused = uploads.find((upload) => 'refused' in upload);
  if (refused !== undefined) return refused;
  const read = uploads.filter((upload) => 'files' in upload);
  if (read.length === 0) return { refused: 'the form holds no file' };
  return within(
    { files: read.flatMap(({ files }) => files), notices: read.flatMap(({ notices }) => notices) },
    rules,
  );
}

function collect(
  given: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  rules: UploadRules,
): UploadRead {
  const files: UploadedFile[] = [];
  const notices: { file: string | undefined; message: string }[] = [];
  for (const { path: name, bytes } of given) {
    const path = safePath(name);
    if (path === undefined || path === '') return { refused: 'a file has a name that is no relative path' };
    const decoded = decodeSource(bytes);
    if (decoded.kind === 'binary') notices.push({ file: path, message: 'not a text: not read' });
    else {
      files.push({ path, text: decoded.text });
      if (decoded.notice !== undefined) notices.push({ file: path, message: decoded.notice });
    }
  }
  return within({ files, notices }, rules);
}

function within(upload: Upload, { limits }: UploadRules): UploadRead {
  const paths = new Set(upload.files.map(({ path }) => path));
  if (paths.size < upload.files.length) return { refused: 'two files have one name' };
  if (upload.files.length > limits.maxEntries) return { refused: `more than ${limits.maxEntries} files` };
  const total = upload.files.reduce((sum, { text }) => sum + text.length, 0);
  if (total > limits.maxTotalBytes)
    return { refused: `the files are larger than ${limits.maxTotalBytes} bytes together` };
  return upload;
}
