/**
 * NIST SP 800-63B-4 §3.1.1.2: at least 15 characters where the password alone signs in; at least 64
 * must be allowed; no rules on their kinds; nothing expected or common. Characters are code points.
 */
export const passwordLength = { min: 15, max: 128 } as const;

/** What a person's password must not be made of. */
export interface PasswordOwner {
  name?: string | undefined;
  email?: string | undefined;
}

/** What is wrong with a new password, for its field; undefined when it will do. */
export function passwordComplaint(password: string, owner: PasswordOwner = {}): string | undefined {
  const length = Array.from(password).length;
  if (length < passwordLength.min) {
    return `Use at least ${passwordLength.min} characters: a few words will do.`;
  }
  if (length > passwordLength.max) return `Use at most ${passwordLength.max} characters.`;
  if (isExpected(password, owner)) {
    return 'This is too easy to guess. Use a few words that have nothing to do with each other.';
  }
  return undefined;
}

/** Compared without case, spaces and punctuation, which guessers vary first. */
function isExpected(password: string, { name = '', email = '' }: PasswordOwner): boolean {
  const plain = fold(password);
  if (plain === '' || common.has(plain)) return true;
  if (isRepeated(plain) || isRun(plain)) return true;
  const mailbox = email.split('@', 1)[0] ?? '';
  const own = [email, ...name.split(/\s+/), ...mailbox.split(/[.+_-]/), 'throughline']
    .map(fold)
    .filter((word) => word.length >= 3);
  return remainder(plain, [...own, ...weakWords]).length < 5;
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s!-/:-@[-`{-~]/g, '');
}

/** `aaaaaaaaaaaaaaa`, `abc123abc123abc123`. */
function isRepeated(plain: string): boolean {
  return /^(.{1,8}?)\1+.{0,7}$/su.test(plain) && new Set(plain).size <= 8;
}

/** A stretch of the alphabet, of the digits or of a keyboard, to and fro. */
function isRun(plain: string): boolean {
  const chars = Array.from(plain);
  const steps = chars.slice(1).map((char, at) => (chars[at] ?? '') + char);
  return steps.every((step) => runs.some((run) => run.includes(step)));
}

const lines = ['abcdefghijklmnopqrstuvwxyza', '12345678901', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const turns = ['pa', 'lz', 'ma', '0q', '9q', 'z1', 'pz', '1q', '2w', '3e', 'qa', 'az', 'ws', 'sx'];
const runs = [...lines, ...lines.map((line) => Array.from(line).toReversed().join('')), ...turns];

/** What is left of it without these words, each wherever it is. */
function remainder(plain: string, words: readonly string[]): string {
  return words
    .toSorted((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(word, ''), plain);
}

/** What most passwords that were found out are made of, and what people add to have more letters. */
const weakWords = [
  'password passwort passw0rd p4ssword contraseña motdepasse secret letmein welcome iloveyou',
  'qwertyuiop qwerty qwertz azerty asdfghjkl asdfgh zxcvbnm 1q2w3e4r 1qaz2wsx abc123 abcdef abcd',
  '1234567890 123456789 12345678 1234567 123456 12345 1234 123 111111 000000 987654321 654321 2000',
  'admin administrator root user login guest test demo changeme default master superman batman',
  'dragon monkey football baseball princess sunshine shadow michael jordan hunter pokemon starwars',
  'trustno1 whatever freedom computer internet charlie summer winter spring autumn monday january',
  '2020 2021 2022 2023 2024 2025 2026 2027 1990 1999 please mypassword thisismy the my is for',
].flatMap((line) => line.split(' '));

/** Long ones in full, as lists of found-out passwords have them. */
const common = new Set(
  [
    'correcthorsebatterystaple passwordpassword iloveyouforever thisismypassword trustnoonetrustno1',
    'tobeornottobethatisthequestion allyourbasearebelongtous maytheforcebewithyou',
    'thequickbrownfox thequickbrownfoxjumpsoverthelazydog loremipsumdolorsitamet onceuponatime',
    'twinkletwinklelittlestar happybirthdaytoyou neverendingstory opensesameopensesame',
    'abcdefghijklmnop onetwothreefourfive onetwothreefour mynameisinigomontoya winteriscoming',
    'supercalifragilisticexpialidocious antidisestablishmentarianism theanswerisfortytwo',
    'inthebeginning ourfatherwhoartinheaven jesuslovesme godisgood illbeback letmeinletmein',
    'rememberrememberthefifthofnovember whatisyourname leagueoflegends callofdutyblackops',
    'manchesterunited liverpoolfootballclub newyorkyankees dallascowboys teenagemutantninjaturtles',
  ].flatMap((line) => line.split(' ')),
);
