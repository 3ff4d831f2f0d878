/* Makes the whole field tappable, says at once what the server would say later, and keeps a second tap from sending twice. */
const form = document.querySelector('form');
const pick = document.querySelector('.pick');
const label = document.querySelector('label');
const input = document.querySelector('input');
const button = document.querySelector('button');
const problem = document.querySelector('.problem');

form.classList.add('lively');

function show() {
  const file = input.files[0];
  pick.classList.toggle('chosen', Boolean(file));
  label.textContent = file ? `${file.name}（${sizeText(file.size)}）` : '点这里选文件';
}

function sizeText(bytes) {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

input.addEventListener('change', () => {
  const tooLarge = input.files[0] && input.files[0].size > Number(form.dataset.most);
  problem.textContent = tooLarge ? form.dataset.tooLarge : '';
  if (tooLarge) input.value = '';
  show();
});
form.addEventListener('submit', () => {
  button.disabled = true;
  button.textContent = '正在上传，请稍等…';
});
addEventListener('pageshow', () => {
  button.disabled = false;
  button.textContent = '上传';
  show();
});
show();
