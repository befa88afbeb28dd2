// The features of the app. Each colleague adds one import and one line; order does not matter (nav entries carry theirs).
import type { Feature } from "./feature";

export const features: readonly Feature[] = [];
