/** What becomes of a workbook somebody hands in: looked at first, and imported or let be when they have said so. */
export const importPurposes = {
  preview: 'preview-workbook',
  run: 'import-workbook',
  declined: 'declined-workbook',
} as const;
