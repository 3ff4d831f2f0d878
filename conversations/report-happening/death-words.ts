/** What is said around a death: to colleagues plainly, to the family first of all with sympathy. */

/** Asks once more before a death is believed (E-14). */
export const askedAgain = (name: string, family: boolean): string =>
  family
    ? `听到这个消息，我们心里都很难过。请您再确认一次：${name}老人家是走了吗？确认以后，就不会再有问候和提醒来打扰家里了。`
    : `请再确认一次：${name}去世了吗？确认后，今后不再给${name}发送任何问候和提醒，没办完的事项也都停下。`;

/** The first words after it was recorded; `address` is 张老. */
export const mournfully = (name: string, address: string, family: boolean): string =>
  family
    ? `请您节哀，自己也多保重。给${address}的问候和提醒都停了，不会再来打扰；后事上有什么要帮的，随时在这里说一声。要是报错了，24小时内回复“撤销”。`
    : `记下了，请节哀。今后不再给${name}发送任何问候和提醒，没办完的事项也都停下了。填错了，24小时内回复“撤销”。`;

/** Who comes, for the family. */
export const whoComesToFamily = (name: string, by: string, phone: string): string =>
  `${name}${by}会来家里看望您们${phone}。`;
