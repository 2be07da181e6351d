interface Props {
  turn: string;
  onFollow: (turn: string) => void;
}

export function TurnLink({ turn, onFollow }: Props) {
  return (
    <a
      href={`#turn-${encodeURIComponent(turn)}`}
      onClick={(event) => {
        event.preventDefault();
        onFollow(turn);
      }}
    >
      Show the turn
    </a>
  );
}
