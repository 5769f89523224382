/** Photos: made small in the browser, then uploaded. Drawn anew, they tell no more of where and when they were made. */

// Longest side in pixels: enough to recognize goods, small enough for a phone's network.
const LONGEST_SIDE = 1600;
const QUALITY = 0.85;
const TYPE = "image/jpeg";

export const ACCEPTED = "image/jpeg,image/png,image/webp";

/** Why a photo cannot be sent: `reason` is "heic", "not_an_image", "too_large" or "refused". */
export class PhotoRefused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Return a file as a JPEG of at most 1600 pixels. Throws PhotoRefused.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
export async function prepared(file) {
  const picture = await opened(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  // JPEG knows no transparency: without this, what is see-through would turn black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, TYPE, QUALITY));
  if (!blob) throw new PhotoRefused("not_an_image");
  return blob;
}

async function opened(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    // Some browsers do open HEIC; only where this one does not, it is refused.
    const heic = /hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name ?? "");
    throw new PhotoRefused(heic ? "heic" : "not_an_image");
  }
}

/**
 * Upload a prepared photo and return its key. Throws PhotoRefused.
 * @param {URL} mount
 * @param {string} token whose conversation this is
 * @param {Blob} photo
 * @returns {Promise<string>}
 */
export async function uploaded(mount, token, photo) {
  let answer;
  try {
    const headers = { "Content-Type": TYPE, "X-Chat-Token": token };
    answer = await fetch(new URL("photo", mount), { method: "POST", headers, body: photo, credentials: "omit" });
    const content = await answer.json();
    if (answer.ok && typeof content.key === "string") return content.key;
    if (["too_large", "not_an_image"].includes(content.error)) throw new PhotoRefused(content.error);
  } catch (error) {
    if (error instanceof PhotoRefused) throw error;
  }
  throw new PhotoRefused(answer?.status === 413 ? "too_large" : "refused");
}
