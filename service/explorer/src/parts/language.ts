// The language of the page. Texts that only scripts show stand in both languages where they are used.

export const language = document.documentElement.lang;

/** The one of two texts that is in the reader's language. */
export const t = (zh: string, en: string): string => (language === "zh" ? zh : en);
