// The control bar of simulated time: play and pause, steps, the slider with the baseline's rounds as ticks, the time, the speed, and the keys. It owns no
// time: it shows what it is given and tells what a person wants.
import { type PlaybackSpeed, playbackSpeeds } from '../../core/protocol/messages';
import type { Lane } from '../reduce';
import { type IconButton, createDropdown, createIconButton } from '../ui/controls';
import { make, setText, show } from '../ui/dom';
import { seriesClass } from '../ui/swatch';
import { createKeysHelp } from './keysHelp';
import { type PlaybackState, type Span, fitSeconds, playheadOf } from './playback';
import { type RoundTicks, createRoundTicks } from './roundTicks';
import { clockText, playheadInWords } from './time';

export interface ControlBarActions {
  readonly playOrPause: () => void;
  readonly stepRound: (direction: 'back' | 'forward') => void;
  readonly toEnd: () => void;
  readonly seek: (seconds: number) => void;
  /** By a share of the whole time, backwards below 0. */
  readonly seekBy: (share: number) => void;
  readonly setSpeed: (speed: PlaybackSpeed) => void;
}

export interface ControlBar {
  readonly element: HTMLElement;
  update(state: PlaybackState, span: Span, baseline: Lane | undefined): void;
}

const speedTexts: Readonly<Record<PlaybackSpeed, string>> = {
  '1x': '1×',
  '10x': '10×',
  fit: `Fit to ${fitSeconds} s`,
  max: 'As fast as it goes',
};

/** A page of the slider, as a share of the time. */
const pageShare = 0.1;

export function createControlBar(actions: ControlBarActions): ControlBar {
  const back = createIconButton('stepBack', 'Step back a round', 'icon', () => {
    actions.stepRound('back');
  });
  const play = createIconButton('play', 'Play', 'primary', () => {
    actions.playOrPause();
  });
  const forward = createIconButton('stepForward', 'Step forward a round', 'icon', () => {
    actions.stepRound('forward');
  });
  const end = createIconButton('toEnd', 'Skip to the end', 'icon', () => {
    actions.toEnd();
  });
  const speed = createDropdown(
    'Speed',
    playbackSpeeds.map((value) => ({ value, text: speedTexts[value] })),
    actions.setSpeed,
  );
  const ticks = createRoundTicks();
  const slider = createSlider(actions);
  const now = make('span', { class: 'time-now' });
  const whole = make('span', { class: 'time-end' });
  const text = make('div', { class: 'time-text', attributes: { 'aria-hidden': 'true' } }, now, whole);
  const element = make(
    'div',
    { class: 'time', attributes: { role: 'group', 'aria-label': 'Simulated time' } },
    make('div', { class: 'time-buttons' }, back.element, play.element, forward.element, end.element),
    make('div', { class: 'time-track' }, ticks.element, slider),
    text,
    speed.element,
    createKeysHelp(),
  );
  return {
    element,
    update(state, span, baseline) {
      const seconds = playheadOf(state, span);
      drawPlay(play, state, span);
      drawSlider(slider, seconds, span, baseline);
      drawTicks(ticks, span, baseline);
      const last = clockText(span.endSeconds, span.endSeconds);
      setText(now, clockText(seconds, span.endSeconds));
      setText(whole, span.isOpen ? ` of ${last} …` : ` of ${last}`);
      speed.set(state.speed);
    },
  };
}

function drawPlay(button: IconButton, { isPlaying }: PlaybackState, { endSeconds }: Span): void {
  const [icon, name] = isPlaying ? (['pause', 'Pause'] as const) : (['play', 'Play'] as const);
  if (button.element.getAttribute('aria-label') !== name) button.look(icon, name);
  button.element.toggleAttribute('disabled', endSeconds === 0 && !isPlaying);
}

/** The browser's own slider: pointer, touch and screen readers move it as they know it; keys step by round (keyboard.ts). */
function createSlider(actions: ControlBarActions): HTMLInputElement {
  const slider = make('input', {
    class: 'time-slider',
    attributes: { type: 'range', min: '0', max: '0', step: 'any', 'aria-label': 'Time' },
  });
  slider.addEventListener('input', () => {
    // The browser rounds the slider's value: its end is the end.
    if (slider.valueAsNumber >= Number(slider.max) * (1 - 1e-12)) actions.toEnd();
    else actions.seek(slider.valueAsNumber);
  });
  slider.addEventListener('keydown', (event) => {
    const wanted: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => {
        actions.stepRound('back');
      },
      ArrowRight: () => {
        actions.stepRound('forward');
      },
      ArrowDown: () => {
        actions.stepRound('back');
      },
      ArrowUp: () => {
        actions.stepRound('forward');
      },
      PageDown: () => {
        actions.seekBy(-pageShare);
      },
      PageUp: () => {
        actions.seekBy(pageShare);
      },
      Home: () => {
        actions.seek(0);
      },
      End: actions.toEnd,
    };
    const act = event.altKey || event.ctrlKey || event.metaKey ? undefined : wanted[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  return slider;
}

function drawSlider(slider: HTMLInputElement, seconds: number, span: Span, baseline: Lane | undefined): void {
  const { endSeconds } = span;
  if (slider.max !== String(endSeconds)) slider.max = String(endSeconds);
  slider.disabled = endSeconds === 0;
  // The end first: a value is cut to it.
  slider.value = String(seconds);
  slider.style.setProperty('--played', String(endSeconds === 0 ? 0 : seconds / endSeconds));
  const words = playheadInWords(seconds, span, baseline);
  if (slider.getAttribute('aria-valuetext') !== words) slider.setAttribute('aria-valuetext', words);
}

function drawTicks(ticks: RoundTicks, { endSeconds }: Span, baseline: Lane | undefined): void {
  show(ticks.element, baseline !== undefined);
  if (baseline) ticks.update(baseline, endSeconds, seriesClass(baseline.index));
}
