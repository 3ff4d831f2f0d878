/** What a newcomer may say, by role; `send` goes out at a tap, anything long is put in the text box first. */
const SENTENCES = [
  {
    role: /帮扶人/,
    say: ['今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金', '我的对象', '我的待办'],
  },
  { role: /帮扶对象/, say: ['我要求助'] },
  { role: /领导|书记/, say: ['简报'] },
];

/** The sentences for somebody with these roles. */
export function sentencesFor(roles) {
  const fitting = SENTENCES.filter(({ role }) => role.test(roles)).flatMap(({ say }) => say);
  return fitting.length > 0 ? fitting : ['帮助'];
}

/** A silent AMR file of so many seconds: its header and 50 frames a second of 32 bytes. */
export function sampleVoice(seconds) {
  const frames = new Uint8Array(6 + seconds * 50 * 32);
  frames.set(new TextEncoder().encode('#!AMR\n'));
  for (let at = 6; at < frames.length; at += 32) frames[at] = 0x3c;
  return new Blob([frames]);
}

/** A drawn photo: a window, a table, a thermos flask and apples, with the word 示例. */
export function samplePhoto() {
  const canvas = document.createElement('canvas');
  canvas.width = 960;
  canvas.height = 720;
  const pen = canvas.getContext('2d');
  const box = (colour, x, y, width, height) => {
    pen.fillStyle = colour;
    pen.fillRect(x, y, width, height);
  };
  const disc = (colour, x, y, radius) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fill();
  };
  box('#f3ead9', 0, 0, 960, 720);
  box('#c9e3f2', 110, 80, 340, 300);
  disc('#ffd97a', 370, 150, 40);
  box('#9cc58b', 110, 320, 340, 60);
  for (const x of [110, 272, 438]) box('#ffffff', x, 80, 14, 300);
  for (const y of [80, 222, 368]) box('#ffffff', 110, y, 342, 14);
  box('#b98658', 0, 520, 960, 200);
  box('#a87749', 0, 520, 960, 16);
  box('#c8452f', 600, 300, 110, 230);
  box('#e8e2d6', 618, 262, 74, 44);
  box('#8f2f20', 600, 500, 110, 30);
  for (const [x, y] of [
    [330, 505],
    [395, 510],
    [362, 460],
  ])
    disc('#d8584a', x, y, 36);
  pen.fillStyle = 'rgba(70, 60, 50, 0.75)';
  pen.font = '600 60px sans-serif';
  pen.fillText('示例照片', 690, 690);
  return new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}
