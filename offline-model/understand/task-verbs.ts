/** Verbs that to-do items commonly start with: they tell "buy milk and call Ada" from "milk and honey". */
const TASK_VERBS = new Set(
  `answer apply argue arrange ask assemble attend back backup bake bath battle bike boil book borrow bring brush build burn buy
  calculate call cancel catch change charge chase check choose clean clear climb close collect compare compile complete compose
  confirm congratulate contact cook copy correct create cut deal decide decline declutter decorate defrost deliver deposit descale
  design develop dig discuss do donate download draft draw drink drive drop dust eat edit email empty enrol enroll estimate evaluate
  exchange exercise explain explore export face feed fetch file fill find finalise finalize finish fix fold follow forward freeze
  get give go greet grill grow hand hang harvest help hire hoover hold host iron import improve inform inspect install interview
  investigate invite invoice join jog keep kick knit label laminate learn leave lend let lift list listen load lock log look lose lunch
  mail make measure meditate meet mend message migrate mop move mow negotiate note notify offer open order organise organize outline
  pack paint park pay phone pick ping plan plant play polish post practice practise prepare present print process proofread propose
  publish pull purchase push put reach read record recycle refactor refill register rehearse release remember remind remove renew
  rent repair replace reply report request research reserve resolve respond return review revise ride ring rinse run save scan
  schedule scrub search sell send set sew share sharpen shave shop shovel show sign sketch skype sleep solve sort speak spend start
  stop store stretch study submit subscribe sweep swim take talk tax teach tell test text thank throw tidy train transcribe transfer
  translate travel treat try tune turn unpack unsubscribe update upgrade upload use vacuum validate verify visit volunteer wait walk
  wash watch water wax weed weigh wipe withdraw work wrap write`.split(/\s+/),
);

/** True when the first word of a text is a verb that a to-do item would start with. */
export function startsWithTaskVerb(text: string): boolean {
  const word = /^[a-z]+/i.exec(text.trim())?.[0];
  return word !== undefined && TASK_VERBS.has(word.toLowerCase());
}
