/** Catches what a page throws while rendering, and a code chunk that is gone after a new version was installed. */

import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";

import { Notice } from "@/shared/ui/Notice";

export class PageBoundary extends Component<{ children: ReactNode }, { failed: string | null }> {
  override state: { failed: string | null } = { failed: null };

  static getDerivedStateFromError(error: unknown): { failed: string } {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.failed === null) return this.props.children;
    return (
      <Notice
        title="This page stopped working"
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        Interviews are not affected: they run on the server, and everything said is kept there. ({this.state.failed})
      </Notice>
    );
  }
}
