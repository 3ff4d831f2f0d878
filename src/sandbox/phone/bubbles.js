import { make, makeButton, toast } from './dom.js';
import { separator } from './dates.js';
import { writeText } from './links.js';

function photo(message) {
  const image = make('img', 'photo');
  image.src = message.media;
  image.alt = '照片，点击放大';
  image.loading = 'lazy';
  const button = makeButton('bubble bare', '', () => {
    const viewer = document.querySelector('.viewer');
    viewer.querySelector('img').src = message.media;
    viewer.showModal();
  });
  button.append(image);
  return button;
}

function voice(message) {
  const bubble = makeButton('bubble sound', '', () => toast('这是示例语音，演示里不播放。'));
  bubble.setAttribute('aria-label', `语音 ${message.seconds} 秒`);
  bubble.append(make('span', 'waves'), make('span', '', `${message.seconds}″`));
  bubble.style.minWidth = `${Math.min(96 + message.seconds * 6, 220)}px`;
  return bubble;
}

/** A file as a chat shows it: name, size, and what kind it is; tapping it downloads it. */
function file(message) {
  const name = message.filename ?? '文件';
  const link = make('a', 'bubble file');
  link.href = message.media;
  link.download = name;
  link.setAttribute('aria-label', `下载文件 ${name}`);
  const words = make('span', 'file-words');
  words.append(
    make('span', 'file-name', name),
    make('span', 'file-size', `${sizeText(message.bytes)} · 点这里下载`),
  );
  const ending = /\.(\w{1,5})$/.exec(name)?.[1] ?? '';
  const icon = make('span', `file-icon ${ending.toLowerCase()}`, ending.toUpperCase());
  icon.setAttribute('aria-hidden', 'true');
  link.append(words, icon);
  return link;
}

function sizeText(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function plain(message) {
  const bubble = make('div', message.kind === 'card' ? 'bubble card' : 'bubble');
  writeText(bubble, message.text);
  if (message.truncated) bubble.append(make('span', 'cut', '（超过 2048 字节，后面被平台截掉了）'));
  return bubble;
}

function bubbleOf(message) {
  if (message.kind === 'image' && message.media) return photo(message);
  if (message.kind === 'voice' && message.media) return voice(message);
  if (message.media) return file(message);
  if (message.kind === 'location') return plain({ ...message, text: `位置：${message.text}` });
  return plain(message);
}

/** Draws one message, with the time before it where it is due. */
export function drawMessage(message, previous, face) {
  const at = new Date(message.at);
  const parts = [];
  const time = separator(previous && new Date(previous.at), at);
  if (time) parts.push(make('p', 'time', time));
  if (message.kind === 'tap') {
    parts.push(make('p', 'tap', `点了菜单「${message.text}」`));
    return parts;
  }
  const row = make('div', `row ${message.side === 'app' ? 'theirs' : 'own'}`);
  row.append(message.side === 'app' ? appFace() : face.cloneNode(true), bubbleOf(message));
  parts.push(row);
  return parts;
}

function appFace() {
  const image = make('img', 'face');
  image.src = 'icon.svg';
  image.alt = '帮扶机器人';
  return image;
}
