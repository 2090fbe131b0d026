// The script of this page.
export {};
