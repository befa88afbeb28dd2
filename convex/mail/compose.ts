/** One layout for every mail: plain text and HTML from the same words. Pure. */

export interface MailWords {
  language: "en" | "ru";
  heading: string;
  paragraphs: readonly string[];
  action?: { label: string; url: string };
  /** Small print under the line: why this mail came and what to do if it was not wanted. */
  footer: string;
  /** The way to say no, under marketing mail. */
  footerLink?: { label: string; url: string };
}

/** Text and HTML of a mail. All words are escaped; only http and https links are written. */
export function composeMail(words: MailWords): { text: string; html: string; link?: string } {
  const { footerLink } = words;
  const url = words.action?.url ?? footerLink?.url;
  if (url !== undefined && !/^https?:\/\//.test(url)) throw new Error("A mail's link must be http or https");
  const text = [
    words.heading,
    ...words.paragraphs,
    ...(words.action ? [`${words.action.label}:\n${words.action.url}`] : []),
    `--\n${words.footer}`,
    ...(footerLink ? [`${footerLink.label}:\n${footerLink.url}`] : []),
  ].join("\n\n");
  return { text, html: html(words), ...(url === undefined ? {} : { link: url }) };
}

const font = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

function html({ language, heading, paragraphs, action, footer, footerLink }: MailWords): string {
  const lines = paragraphs.map(
    (line) => `<p style="margin:0 0 16px;font-size:15px;line-height:24px;color:#1c2024">${escape(line)}</p>`,
  );
  const button = action
    ? `<p style="margin:24px 0"><a href="${escape(action.url)}" style="display:inline-block;padding:11px 20px;` +
      `background:#5b5bd6;color:#ffffff;border-radius:6px;font-size:15px;font-weight:600;text-decoration:none">` +
      `${escape(action.label)}</a></p><p style="margin:0 0 16px;font-size:13px;line-height:20px;color:#60646c;` +
      `word-break:break-all">${escape(action.url)}</p>`
    : "";
  const link = footerLink
    ? `<br><a href="${escape(footerLink.url)}" style="color:#60646c">${escape(footerLink.label)}</a>`
    : "";
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${escape(heading)}</title></head>` +
    `<body style="margin:0;padding:32px 16px;background:#f9f9fb;${font}">` +
    `<div style="max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border:1px solid #e0e1e6;border-radius:8px">` +
    `<h1 style="margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600;color:#1c2024">${escape(heading)}</h1>` +
    `${lines.join("")}${button}` +
    `<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #e0e1e6;font-size:12px;line-height:18px;` +
    `color:#60646c">${escape(footer)}${link}</p></div></body></html>`
  );
}

function escape(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\n/g, "<br>");
}
