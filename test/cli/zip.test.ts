// Submissions that are archives: what Moodle and mail give is read as the folder that it was made of, and one that is made to do harm does none.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { readSubmissionAt } from '../../src/cli/submissions';
import { readZip } from '../../src/cli/zip';
import { writeSubmission } from '../../src/core/lab/submission';

const folder = mkdtempSync(path.join(tmpdir(), 'miglab-zip-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Entry {
  readonly name: string;
  readonly data?: string | Buffer;
  readonly method?: number;
  readonly flags?: number;
  /** What the archive says of its size. */
  readonly stated?: number;
  readonly mode?: number;
}

/** A .zip with these entries, whatever they are. */
function zip(entries: readonly Entry[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data = '', method = 8, flags = 0, stated, mode = 0o100644 } of entries) {
    const bytes = Buffer.from(data);
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const named = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(named.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt8(3, 5);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(stated ?? bytes.length, 24);
    central.writeUInt16LE(named.length, 28);
    central.writeUInt32LE((mode << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    parts.push(local, named, packed);
    directory.push(central, named);
    offset += local.length + named.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]);
}

let count = 0;

function read(archive: Buffer, ending = '.zip'): ReturnType<typeof readSubmissionAt> {
  const file = path.join(folder, `${count++}${ending}`);
  writeFileSync(file, archive);
  return readSubmissionAt(file);
}

/** The texts of an archive's files; of the others why there is none. */
function contents(archive: Buffer): Readonly<Record<string, string>> {
  const answer = read(archive);
  assert.ok('submission' in answer, JSON.stringify(answer));
  return Object.fromEntries(
    [...answer.submission.files].map(([name, content]) => [
      name,
      'text' in content ? content.text : JSON.stringify(content.fault),
    ]),
  );
}

function refusal(archive: Buffer, ending?: string): string {
  const answer = read(archive, ending);
  assert.ok('reason' in answer, 'it is refused');
  return answer.reason;
}

const answers = { name: 'answers.yaml', data: 'student: ada\nrounds: 5\n' };
const scenario = { name: 'guest.migration.yaml', data: 'scenario: A\n', method: 0 };

describe('an archive', () => {
  it('is the folder that it was made of, packed or stored, with or without that folder around', () => {
    const plain = { 'answers.yaml': answers.data, 'guest.migration.yaml': scenario.data };
    assert.deepEqual(contents(zip([answers, scenario])), plain);
    const around = [answers, scenario].map((entry) => ({ ...entry, name: `my lab/${entry.name}` }));
    const beside = [
      { name: 'my lab/', data: '' },
      { name: '__MACOSX/my lab/._answers.yaml' },
      { name: 'my lab/.DS_Store' },
    ];
    assert.deepEqual(contents(zip([...beside, ...around], 'a comment behind it')), plain);
    const fromWindows = around.map((entry) => ({ ...entry, name: entry.name.replace('/', '\\') }));
    assert.deepEqual(contents(zip(fromWindows)), plain);
    assert.deepEqual(
      contents(
        zip([
          { ...answers, name: 'a/answers.yaml' },
          { ...scenario, name: 'b/guest.yaml' },
        ]),
      ),
      {
        'a/answers.yaml': answers.data,
        'b/guest.yaml': scenario.data,
      },
    );
  });

  it('states its student, may hold the exported file, and may lie alone in a folder', () => {
    const stated = read(zip([answers]));
    assert.equal('submission' in stated ? stated.submission.student : null, 'ada');
    const exported = writeSubmission({ id: 'small', version: 1 }, new Map([['answers.yaml', answers.data]]), []);
    const inside = read(zip([{ name: 'x/small.migration-submission.json', data: exported }]));
    assert.ok('submission' in inside);
    assert.equal(inside.submission.stated?.isDigestRight, true);
    const alone = path.join(folder, 'ada_123');
    mkdirSync(alone);
    writeFileSync(path.join(alone, 'hand-in.ZIP'), zip([answers]));
    const found = readSubmissionAt(alone);
    assert.ok('submission' in found);
    assert.deepEqual([found.submission.name, found.submission.student], ['ada_123', 'ada']);
  });

  it('that names files outside is refused as a whole', () => {
    for (const name of ['../answers.yaml', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\0b', 'x'.repeat(300)])
      assert.match(refusal(zip([answers, { name }])), /outside of its folder.*Nothing of it was read/);
    assert.match(refusal(zip([answers, answers])), /two files of the name 'answers\.yaml'/);
  });

  it('gives no links, no encrypted files, no other ways of packing, no other encodings', () => {
    const odd = contents(
      zip([
        { name: 'link.yaml', data: '/etc/passwd', method: 0, mode: 0o120777 },
        { name: 'locked.yaml', data: 'x', flags: 1 },
        { name: 'deflate64.yaml', data: 'x', method: 9 },
        { name: 'latin1.yaml', data: Buffer.from('é', 'latin1') },
        { name: 'damaged.yaml', data: Buffer.from([7, 7, 7]), method: 8 },
        answers,
      ]),
    );
    assert.match(odd['link.yaml'] ?? '', /it is a link/);
    assert.match(odd['locked.yaml'] ?? '', /it is encrypted/);
    assert.match(odd['deflate64.yaml'] ?? '', /packed in a way that is not read/);
    assert.match(odd['latin1.yaml'] ?? '', /not UTF-8/);
    assert.equal(odd['answers.yaml'], answers.data);
  });

  it('that unpacks to more than it says, or than a student writes, is not unpacked', () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    const honest = contents(zip([{ name: 'big.yaml', data: zeros }, answers]));
    assert.match(honest['big.yaml'] ?? '', /too-large/);
    const before = process.memoryUsage().rss;
    const lying = contents(zip([{ name: 'big.yaml', data: zeros, stated: 10 }, answers]));
    assert.match(lying['big.yaml'] ?? '', /too-large/);
    assert.equal(lying['answers.yaml'], answers.data);
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
    const four = Array.from({ length: 8 }, (_, index) => ({ name: `${index}.yaml`, data: 'a'.repeat(4_000_000) }));
    const many = Object.values(contents(zip(four))).filter((text) => text.includes('too-large'));
    assert.equal(many.length, 4, '16 MiB in all');
    assert.match(
      refusal(zip(Array.from({ length: 201 }, (_, index) => ({ name: `${index}.yaml` })))),
      /more than 200 files/,
    );
  });

  it('that is none, is damaged, or is of another kind gets a clear answer', () => {
    const whole = zip([answers, scenario]);
    for (const archive of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(100_000, 'PK'), whole.subarray(0, -30)])
      assert.match(refusal(archive), /no \.zip, or it is damaged/);
    const moved = Buffer.from(whole);
    moved.writeUInt32LE(0x7fffffff, moved.length - 6);
    assert.match(refusal(moved), /damaged/);
    for (const ending of ['.tar.gz', '.tgz', '.7z', '.rar'])
      assert.match(refusal(whole, ending), /of a kind that is not read: hand in the folder, or a \.zip of it/);
  });

  it('with any byte changed never stops the grader', () => {
    const whole = zip([answers, scenario]);
    for (let at = 0; at < whole.length; at++)
      for (const value of [0, 0xff, (whole[at] ?? 0) ^ 1]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        readZip(changed);
      }
  });
});
