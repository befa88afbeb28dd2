// The theme itself stands on <html> (index.html), where the first paint already finds it. What of Radix Themes floats asks
// a context for it: this is that context, without another element around what is inside.
import type { ComponentProps, ReactNode } from "react";
import { ThemeContext } from "@radix-ui/themes/components/theme";

const unchanging = () => undefined;
const theme: ComponentProps<typeof ThemeContext>["value"] = {
  appearance: "inherit",
  accentColor: "iris",
  grayColor: "slate",
  resolvedGrayColor: "slate",
  panelBackground: "solid",
  radius: "medium",
  scaling: "95%",
  onAppearanceChange: unchanging,
  onAccentColorChange: unchanging,
  onGrayColorChange: unchanging,
  onPanelBackgroundChange: unchanging,
  onRadiusChange: unchanging,
  onScalingChange: unchanging,
};

/** Around every component of Radix Themes that opens over the page. Import from lazy pieces only. */
export function Themed({ children }: { children: ReactNode }) {
  return <ThemeContext value={theme}>{children}</ThemeContext>;
}
