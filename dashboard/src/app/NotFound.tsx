import { Button } from "@mantine/core";
import { Link } from "react-router";

import { Notice } from "@/shared/ui/Notice";

export function NotFound() {
  return (
    <Notice
      title="There is no such page"
      action={
        <Button component={Link} to="/" variant="default">
          To the interviews
        </Button>
      }
    >
      The address may be mistyped, or the link old.
    </Notice>
  );
}
