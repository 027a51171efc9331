// What of the page a person can see: pictures out of sight need not be drawn.

export interface Sight {
  /** Tells `changed` whether the element is in sight: soon after it has come onto the page, then at each change. */
  watch(element: Element, changed: (inSight: boolean) => void): void;
  forget(element: Element): void;
  /** Of each element that is watched it is known whether it is in sight. */
  readonly isKnown: boolean;
}

/** `told` is called after listeners have been told of changes. */
export function createSight(told: () => void): Sight {
  const listeners = new Map<Element, (inSight: boolean) => void>();
  const unknown = new Set<Element>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      unknown.delete(target);
      listeners.get(target)?.(isIntersecting);
    }
    told();
  });
  return {
    watch(element, changed) {
      listeners.set(element, changed);
      unknown.add(element);
      observer.observe(element);
    },
    forget(element) {
      listeners.delete(element);
      unknown.delete(element);
      observer.unobserve(element);
    },
    get isKnown() {
      return unknown.size === 0;
    },
  };
}
