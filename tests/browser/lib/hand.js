// Two ways to use a page: with a pointer, and with the keyboard alone. Both count what they activate; typing is free.
import assert from 'node:assert/strict'

/** Marks what is meant on the page, so that the keyboard knows when it is there. */
async function mark(page, selector) {
  await page.locator(selector).first().evaluate((e) => {
    document.querySelectorAll('[data-goal]').forEach((old) => old.removeAttribute('data-goal'))
    e.setAttribute('data-goal', '')
  })
}

/** Where the focus is: on the goal, in its group of radio buttons, before or after it; and whether one sees it. */
const focus = (page) =>
  page.evaluate(() => {
    const [e, goal] = [document.activeElement, document.querySelector('[data-goal]')]
    const style = getComputedStyle(e)
    const host = e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label, div') : e
    const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || getComputedStyle(host).outlineStyle !== 'none'
    const box = e.getBoundingClientRect()
    return {
      there: e === goal,
      inGroup: e.type === 'radio' && goal.type === 'radio' && e.name === goal.name && e.form === goal.form,
      beyond: e !== document.body && Boolean(goal.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
      onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      ring,
      name: `${e.tagName} ${e.textContent.trim().slice(0, 30)}`,
    }
  })

/** Goes to an element by Tab, or by Shift+Tab if it lies behind; it must be reached, seen, and have a visible focus. */
async function reach(page, selector) {
  await mark(page, selector)
  let at = await focus(page)
  for (let steps = 0; !at.there && !at.inGroup; steps++) {
    assert.ok(steps < 400, `${selector} is not reached by Tab; the focus is on ${at.name}`)
    await page.keyboard.press(at.beyond ? 'Shift+Tab' : 'Tab')
    at = await focus(page)
  }
  assert.ok(at.ring, `the focus on ${selector} is not visible`)
  assert.ok(at.onScreen, `${selector} has the focus outside of the screen`)
}

/** Does something that leads to a page, and waits until that page is whole. */
const leads = (page, act) => Promise.all([page.waitForEvent('load'), act()])

function keyboard(page) {
  let pressed = 0
  let chosen = 0
  const activate = async (selector) => {
    pressed += 1
    await reach(page, selector)
    // A link answers to Enter, a button to Enter and to Space.
    const isButton = await page.evaluate(() => document.activeElement.matches('button, summary'))
    return () => page.keyboard.press(isButton && pressed % 2 ? 'Space' : 'Enter')
  }
  return {
    pressed: () => pressed,
    acts: () => pressed + chosen,
    async select(selector, value) {
      chosen += 1
      await reach(page, selector)
      const list = page.locator(selector).first()
      await page.keyboard.press('Home')
      for (let steps = 0; (await list.inputValue()) !== value; steps++) {
        assert.ok(steps < 300, `${selector} does not offer ${value}`)
        await page.keyboard.press('ArrowDown')
      }
    },
    press: async (selector) => leads(page, await activate(selector)),
    open: async (selector) => (await activate(selector))(),
    async type(selector, text) {
      await reach(page, selector)
      // Out and in again: no field is a trap.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Shift+Tab')
      assert.ok((await focus(page)).there, `Shift+Tab does not lead back to ${selector}`)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.press('Delete')
      await page.keyboard.insertText(text)
    },
    async choose(selector) {
      chosen += 1
      await reach(page, selector)
      if (await page.evaluate(() => document.activeElement.type === 'checkbox')) return page.keyboard.press('Space')
      // Space takes the radio button the focus is on, an arrow the next one.
      await page.keyboard.press('Space')
      for (let steps = 0; !(await focus(page)).there; steps++) {
        assert.ok(steps < 30, `${selector} is not reached by arrows`)
        await page.keyboard.press('ArrowDown')
      }
      assert.ok(await page.locator(selector).first().isChecked(), `${selector} is not chosen`)
    },
  }
}

function pointer(page) {
  let pressed = 0
  let chosen = 0
  const first = (selector) => page.locator(selector).first()
  const click = (selector) => {
    pressed += 1
    return first(selector).click()
  }
  return {
    pressed: () => pressed,
    acts: () => pressed + chosen,
    press: (selector) => leads(page, () => click(selector)),
    open: click,
    select(selector, value) {
      chosen += 1
      return first(selector).selectOption(value)
    },
    type: (selector, text) => first(selector).fill(text),
    choose(selector) {
      chosen += 1
      return first(selector).check()
    },
  }
}

/**
 * The hand of a visit. press(selector): a link or button that leads to a page; open(selector): one that does not;
 * type(selector, text); choose(selector): a radio button or box; select(selector, value): an entry of a list; pressed(): how often something was activated; acts(): the same
 * with what was chosen.
 */
export const hand = (page, way) => (way.hand === 'keyboard' ? keyboard(page) : pointer(page))
