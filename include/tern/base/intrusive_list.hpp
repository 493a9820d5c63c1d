// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <cstddef>
#include <utility>

namespace tern {

/// The link that makes an object a member of at most one intrusive_list. It leaves the list when it
/// is destroyed, so a list never holds what is gone.
class list_link {
 public:
  list_link() = default;
  list_link(const list_link&) = delete;
  list_link& operator=(const list_link&) = delete;
  ~list_link() { unlink(); }

  [[nodiscard]] bool linked() const noexcept { return next_ != nullptr; }

  /// Leaves the list it is in, if any.
  void unlink() noexcept {
    if (next_ == nullptr) return;
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = nullptr;
  }

 private:
  template <class T>
  friend class intrusive_list;

  list_link* next_ = nullptr;
  list_link* previous_ = nullptr;
};

/// A doubly linked list of objects that derive from list_link. It owns nothing and allocates
/// nothing; adding and removing take constant time.
template <class T>
class intrusive_list {
 public:
  intrusive_list() noexcept { head_.next_ = head_.previous_ = &head_; }
  intrusive_list(const intrusive_list&) = delete;
  intrusive_list& operator=(const intrusive_list&) = delete;
  ~intrusive_list() {
    while (!empty()) head_.next_->unlink();
    head_.next_ = head_.previous_ = nullptr;
  }

  [[nodiscard]] bool empty() const noexcept { return head_.next_ == &head_; }

  [[nodiscard]] T& front() noexcept {
    assert(!empty());
    return static_cast<T&>(*head_.next_);
  }

  /// Adds `item`, which is in no list, at the end.
  void push_back(T& item) noexcept {
    list_link& link = item;
    assert(!link.linked());
    link.next_ = &head_;
    link.previous_ = head_.previous_;
    head_.previous_->next_ = &link;
    head_.previous_ = &link;
  }

  /// Adds `item`, which is in no list, at the beginning.
  void push_front(T& item) noexcept {
    list_link& link = item;
    assert(!link.linked());
    link.next_ = head_.next_;
    link.previous_ = &head_;
    head_.next_->previous_ = &link;
    head_.next_ = &link;
  }

  /// Whether there are more than `count` items; takes so many steps at the most.
  [[nodiscard]] bool longer_than(std::size_t count) const noexcept {
    const list_link* link = head_.next_;
    for (; link != &head_ && count != 0; --count) link = link->next_;
    return link != &head_;
  }

  /// Removes the first item and returns it.
  T& pop_front() noexcept {
    T& item = front();
    static_cast<list_link&>(item).unlink();
    return item;
  }

  /// Calls `visit` with each item; `visit` may remove the item it was given, but no other.
  template <class F>
  void for_each(F&& visit) {
    for (list_link* link = head_.next_; link != &head_;) {
      list_link* const next = link->next_;
      visit(static_cast<T&>(*link));
      link = next;
    }
  }

  /// Moves all items of `other` to the end of this list.
  void splice_back(intrusive_list& other) noexcept {
    if (other.empty()) return;
    list_link* const first = other.head_.next_;
    list_link* const last = other.head_.previous_;
    other.head_.next_ = other.head_.previous_ = &other.head_;
    first->previous_ = head_.previous_;
    head_.previous_->next_ = first;
    last->next_ = &head_;
    head_.previous_ = last;
  }

 private:
  list_link head_;
};

}  // namespace tern
